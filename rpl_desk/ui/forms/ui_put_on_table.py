# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'put_on_table.ui'
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
from PySide6.QtWidgets import (QApplication, QLabel, QLineEdit, QSizePolicy,
    QVBoxLayout, QWidget)

class Ui_PutOnTable(object):
    def setupUi(self, PutOnTable):
        if not PutOnTable.objectName():
            PutOnTable.setObjectName(u"PutOnTable")
        self.column = QVBoxLayout(PutOnTable)
        self.column.setSpacing(4)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(0, 0, 0, 0)
        self.reference_label = QLabel(PutOnTable)
        self.reference_label.setObjectName(u"reference_label")

        self.column.addWidget(self.reference_label)

        self.reference_edit = QLineEdit(PutOnTable)
        self.reference_edit.setObjectName(u"reference_edit")

        self.column.addWidget(self.reference_edit)

#if QT_CONFIG(shortcut)
        self.reference_label.setBuddy(self.reference_edit)
#endif // QT_CONFIG(shortcut)

        self.retranslateUi(PutOnTable)

        QMetaObject.connectSlotsByName(PutOnTable)
    # setupUi

    def retranslateUi(self, PutOnTable):
        self.reference_label.setText(QCoreApplication.translate("PutOnTable", u"Reference of the case", None))
        self.reference_label.setProperty(u"role", QCoreApplication.translate("PutOnTable", u"label", None))
#if QT_CONFIG(accessibility)
        self.reference_edit.setAccessibleName(QCoreApplication.translate("PutOnTable", u"Reference of the case", None))
#endif // QT_CONFIG(accessibility)
        self.reference_edit.setPlaceholderText(QCoreApplication.translate("PutOnTable", u"CR-2026-0012", None))
        pass
    # retranslateUi
