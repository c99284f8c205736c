# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'passphrase.ui'
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
from PySide6.QtWidgets import (QApplication, QLabel, QSizePolicy, QSpacerItem,
    QVBoxLayout, QWidget)

from rpl_desk.ui.widgets import PassphraseField

class Ui_Passphrase(object):
    def setupUi(self, Passphrase):
        if not Passphrase.objectName():
            Passphrase.setObjectName(u"Passphrase")
        self.column = QVBoxLayout(Passphrase)
        self.column.setSpacing(4)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(0, 0, 0, 0)
        self.old_label = QLabel(Passphrase)
        self.old_label.setObjectName(u"old_label")

        self.column.addWidget(self.old_label)

        self.old_edit = PassphraseField(Passphrase)
        self.old_edit.setObjectName(u"old_edit")

        self.column.addWidget(self.old_edit)

        self.gap_1 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_1)

        self.new_label = QLabel(Passphrase)
        self.new_label.setObjectName(u"new_label")

        self.column.addWidget(self.new_label)

        self.new_edit = PassphraseField(Passphrase)
        self.new_edit.setObjectName(u"new_edit")

        self.column.addWidget(self.new_edit)

        self.gap_2 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_2)

        self.again_label = QLabel(Passphrase)
        self.again_label.setObjectName(u"again_label")

        self.column.addWidget(self.again_label)

        self.again_edit = PassphraseField(Passphrase)
        self.again_edit.setObjectName(u"again_edit")

        self.column.addWidget(self.again_edit)

#if QT_CONFIG(shortcut)
        self.old_label.setBuddy(self.old_edit)
        self.new_label.setBuddy(self.new_edit)
        self.again_label.setBuddy(self.again_edit)
#endif // QT_CONFIG(shortcut)
        QWidget.setTabOrder(self.old_edit, self.new_edit)
        QWidget.setTabOrder(self.new_edit, self.again_edit)

        self.retranslateUi(Passphrase)

        QMetaObject.connectSlotsByName(Passphrase)
    # setupUi

    def retranslateUi(self, Passphrase):
        self.old_label.setText(QCoreApplication.translate("Passphrase", u"Passphrase until now", None))
        self.old_label.setProperty(u"role", QCoreApplication.translate("Passphrase", u"label", None))
#if QT_CONFIG(accessibility)
        self.old_edit.setAccessibleName(QCoreApplication.translate("Passphrase", u"Passphrase until now", None))
#endif // QT_CONFIG(accessibility)
        self.new_label.setText(QCoreApplication.translate("Passphrase", u"New passphrase", None))
        self.new_label.setProperty(u"role", QCoreApplication.translate("Passphrase", u"label", None))
#if QT_CONFIG(accessibility)
        self.new_edit.setAccessibleName(QCoreApplication.translate("Passphrase", u"New passphrase", None))
#endif // QT_CONFIG(accessibility)
        self.again_label.setText(QCoreApplication.translate("Passphrase", u"The same again", None))
        self.again_label.setProperty(u"role", QCoreApplication.translate("Passphrase", u"label", None))
#if QT_CONFIG(accessibility)
        self.again_edit.setAccessibleName(QCoreApplication.translate("Passphrase", u"The same again", None))
#endif // QT_CONFIG(accessibility)
        pass
    # retranslateUi
