# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'reason.ui'
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

class Ui_Reason(object):
    def setupUi(self, Reason):
        if not Reason.objectName():
            Reason.setObjectName(u"Reason")
        self.column = QVBoxLayout(Reason)
        self.column.setSpacing(4)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(0, 0, 0, 0)
        self.reason_label = QLabel(Reason)
        self.reason_label.setObjectName(u"reason_label")

        self.column.addWidget(self.reason_label)

        self.reason_edit = QLineEdit(Reason)
        self.reason_edit.setObjectName(u"reason_edit")

        self.column.addWidget(self.reason_edit)

#if QT_CONFIG(shortcut)
        self.reason_label.setBuddy(self.reason_edit)
#endif // QT_CONFIG(shortcut)

        self.retranslateUi(Reason)

        QMetaObject.connectSlotsByName(Reason)
    # setupUi

    def retranslateUi(self, Reason):
        self.reason_label.setText(QCoreApplication.translate("Reason", u"Reason", None))
        self.reason_label.setProperty(u"role", QCoreApplication.translate("Reason", u"label", None))
#if QT_CONFIG(accessibility)
        self.reason_edit.setAccessibleName(QCoreApplication.translate("Reason", u"Reason", None))
#endif // QT_CONFIG(accessibility)
        pass
    # retranslateUi
