# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'interest.ui'
##
## Created by: Qt User Interface Compiler version 6.11.3
##
## WARNING! All changes made in this file will be lost when recompiling UI file!
################################################################################

from PySide6.QtCore import (QCoreApplication, QDate, QDateTime, QLocale,
    QMetaObject, QObject, QPoint, QRect,
    QSize, QTime, QUrl, Qt)
from PySide6.QtGui import (QBrush, QColor, QConicalGradient, QCursor,
    QFont, QFontDatabase, QGradient, QIcon,
    QImage, QKeySequence, QLinearGradient, QPainter,
    QPalette, QPixmap, QRadialGradient, QTransform)
from PySide6.QtWidgets import (QApplication, QComboBox, QLabel, QLineEdit,
    QSizePolicy, QSpacerItem, QVBoxLayout, QWidget)

class Ui_Interest(object):
    def setupUi(self, Interest):
        if not Interest.objectName():
            Interest.setObjectName(u"Interest")
        self.column = QVBoxLayout(Interest)
        self.column.setSpacing(4)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(0, 0, 0, 0)
        self.person_label = QLabel(Interest)
        self.person_label.setObjectName(u"person_label")

        self.column.addWidget(self.person_label)

        self.person_combo = QComboBox(Interest)
        self.person_combo.setObjectName(u"person_combo")

        self.column.addWidget(self.person_combo)

        self.gap_1 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_1)

        self.statement_label = QLabel(Interest)
        self.statement_label.setObjectName(u"statement_label")

        self.column.addWidget(self.statement_label)

        self.statement_edit = QLineEdit(Interest)
        self.statement_edit.setObjectName(u"statement_edit")

        self.column.addWidget(self.statement_edit)

#if QT_CONFIG(shortcut)
        self.person_label.setBuddy(self.person_combo)
        self.statement_label.setBuddy(self.statement_edit)
#endif // QT_CONFIG(shortcut)
        QWidget.setTabOrder(self.person_combo, self.statement_edit)

        self.retranslateUi(Interest)

        QMetaObject.connectSlotsByName(Interest)
    # setupUi

    def retranslateUi(self, Interest):
        self.person_label.setText(QCoreApplication.translate("Interest", u"Person", None))
        self.person_label.setProperty(u"role", QCoreApplication.translate("Interest", u"label", None))
#if QT_CONFIG(accessibility)
        self.person_combo.setAccessibleName(QCoreApplication.translate("Interest", u"Person", None))
#endif // QT_CONFIG(accessibility)
        self.statement_label.setText(QCoreApplication.translate("Interest", u"Interest", None))
        self.statement_label.setProperty(u"role", QCoreApplication.translate("Interest", u"label", None))
#if QT_CONFIG(accessibility)
        self.statement_edit.setAccessibleName(QCoreApplication.translate("Interest", u"Interest", None))
#endif // QT_CONFIG(accessibility)
        pass
    # retranslateUi
