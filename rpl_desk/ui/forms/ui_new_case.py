# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'new_case.ui'
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

class Ui_NewCase(object):
    def setupUi(self, NewCase):
        if not NewCase.objectName():
            NewCase.setObjectName(u"NewCase")
        self.column = QVBoxLayout(NewCase)
        self.column.setSpacing(4)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(0, 0, 0, 0)
        self.kind_label = QLabel(NewCase)
        self.kind_label.setObjectName(u"kind_label")

        self.column.addWidget(self.kind_label)

        self.kind_combo = QComboBox(NewCase)
        self.kind_combo.setObjectName(u"kind_combo")

        self.column.addWidget(self.kind_combo)

        self.gap_1 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_1)

        self.title_label = QLabel(NewCase)
        self.title_label.setObjectName(u"title_label")

        self.column.addWidget(self.title_label)

        self.title_edit = QLineEdit(NewCase)
        self.title_edit.setObjectName(u"title_edit")

        self.column.addWidget(self.title_edit)

        self.gap_2 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_2)

        self.claimant_label = QLabel(NewCase)
        self.claimant_label.setObjectName(u"claimant_label")

        self.column.addWidget(self.claimant_label)

        self.claimant_edit = QLineEdit(NewCase)
        self.claimant_edit.setObjectName(u"claimant_edit")

        self.column.addWidget(self.claimant_edit)

        self.gap_3 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_3)

        self.programme_label = QLabel(NewCase)
        self.programme_label.setObjectName(u"programme_label")

        self.column.addWidget(self.programme_label)

        self.programme_edit = QLineEdit(NewCase)
        self.programme_edit.setObjectName(u"programme_edit")

        self.column.addWidget(self.programme_edit)

        self.gap_4 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_4)

        self.owner_label = QLabel(NewCase)
        self.owner_label.setObjectName(u"owner_label")

        self.column.addWidget(self.owner_label)

        self.owner_edit = QLineEdit(NewCase)
        self.owner_edit.setObjectName(u"owner_edit")

        self.column.addWidget(self.owner_edit)

#if QT_CONFIG(shortcut)
        self.kind_label.setBuddy(self.kind_combo)
        self.title_label.setBuddy(self.title_edit)
        self.claimant_label.setBuddy(self.claimant_edit)
        self.programme_label.setBuddy(self.programme_edit)
        self.owner_label.setBuddy(self.owner_edit)
#endif // QT_CONFIG(shortcut)
        QWidget.setTabOrder(self.kind_combo, self.title_edit)
        QWidget.setTabOrder(self.title_edit, self.claimant_edit)
        QWidget.setTabOrder(self.claimant_edit, self.programme_edit)
        QWidget.setTabOrder(self.programme_edit, self.owner_edit)

        self.retranslateUi(NewCase)

        QMetaObject.connectSlotsByName(NewCase)
    # setupUi

    def retranslateUi(self, NewCase):
        self.kind_label.setText(QCoreApplication.translate("NewCase", u"Kind of case", None))
        self.kind_label.setProperty(u"role", QCoreApplication.translate("NewCase", u"label", None))
        self.title_label.setText(QCoreApplication.translate("NewCase", u"Title", None))
        self.title_label.setProperty(u"role", QCoreApplication.translate("NewCase", u"label", None))
#if QT_CONFIG(accessibility)
        self.title_edit.setAccessibleName(QCoreApplication.translate("NewCase", u"Title of the case", None))
#endif // QT_CONFIG(accessibility)
        self.claimant_label.setText(QCoreApplication.translate("NewCase", u"Claimant", None))
        self.claimant_label.setProperty(u"role", QCoreApplication.translate("NewCase", u"label", None))
#if QT_CONFIG(accessibility)
        self.claimant_edit.setAccessibleName(QCoreApplication.translate("NewCase", u"Claimant", None))
#endif // QT_CONFIG(accessibility)
        self.claimant_edit.setPlaceholderText(QCoreApplication.translate("NewCase", u"The person whose prior learning is to be recognised", None))
        self.programme_label.setText(QCoreApplication.translate("NewCase", u"Programme", None))
        self.programme_label.setProperty(u"role", QCoreApplication.translate("NewCase", u"label", None))
#if QT_CONFIG(accessibility)
        self.programme_edit.setAccessibleName(QCoreApplication.translate("NewCase", u"Programme", None))
#endif // QT_CONFIG(accessibility)
        self.programme_edit.setPlaceholderText(QCoreApplication.translate("NewCase", u"The programme credit or entry is claimed towards", None))
        self.owner_label.setText(QCoreApplication.translate("NewCase", u"Owner of the programme", None))
        self.owner_label.setProperty(u"role", QCoreApplication.translate("NewCase", u"label", None))
#if QT_CONFIG(accessibility)
        self.owner_edit.setAccessibleName(QCoreApplication.translate("NewCase", u"Owner of the programme", None))
#endif // QT_CONFIG(accessibility)
        self.owner_edit.setPlaceholderText(QCoreApplication.translate("NewCase", u"The body that offers it", None))
        pass
    # retranslateUi
