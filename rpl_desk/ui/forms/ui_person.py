# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'person.ui'
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
    QSpacerItem, QVBoxLayout, QWidget)

from rpl_desk.ui.widgets import PassphraseField

class Ui_Person(object):
    def setupUi(self, Person):
        if not Person.objectName():
            Person.setObjectName(u"Person")
        self.column = QVBoxLayout(Person)
        self.column.setSpacing(4)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(0, 0, 0, 0)
        self.name_label = QLabel(Person)
        self.name_label.setObjectName(u"name_label")

        self.column.addWidget(self.name_label)

        self.name_edit = QLineEdit(Person)
        self.name_edit.setObjectName(u"name_edit")

        self.column.addWidget(self.name_edit)

        self.gap_1 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_1)

        self.email_label = QLabel(Person)
        self.email_label.setObjectName(u"email_label")

        self.column.addWidget(self.email_label)

        self.email_edit = QLineEdit(Person)
        self.email_edit.setObjectName(u"email_edit")

        self.column.addWidget(self.email_edit)

        self.gap_2 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_2)

        self.administrator_place = QVBoxLayout()
        self.administrator_place.setSpacing(8)
        self.administrator_place.setObjectName(u"administrator_place")

        self.column.addLayout(self.administrator_place)

        self.gap_3 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_3)

        self.passphrase_label = QLabel(Person)
        self.passphrase_label.setObjectName(u"passphrase_label")

        self.column.addWidget(self.passphrase_label)

        self.passphrase_edit = PassphraseField(Person)
        self.passphrase_edit.setObjectName(u"passphrase_edit")

        self.column.addWidget(self.passphrase_edit)

        self.gap_4 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_4)

        self.again_label = QLabel(Person)
        self.again_label.setObjectName(u"again_label")

        self.column.addWidget(self.again_label)

        self.again_edit = PassphraseField(Person)
        self.again_edit.setObjectName(u"again_edit")

        self.column.addWidget(self.again_edit)

        self.gap_5 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_5)

        self.suggestion_label = QLabel(Person)
        self.suggestion_label.setObjectName(u"suggestion_label")

        self.column.addWidget(self.suggestion_label)

        self.suggestion_edit = QLineEdit(Person)
        self.suggestion_edit.setObjectName(u"suggestion_edit")
        self.suggestion_edit.setReadOnly(True)

        self.column.addWidget(self.suggestion_edit)

        self.gap_6 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_6)

        self.own_label = QLabel(Person)
        self.own_label.setObjectName(u"own_label")

        self.column.addWidget(self.own_label)

        self.own_edit = PassphraseField(Person)
        self.own_edit.setObjectName(u"own_edit")

        self.column.addWidget(self.own_edit)

#if QT_CONFIG(shortcut)
        self.name_label.setBuddy(self.name_edit)
        self.email_label.setBuddy(self.email_edit)
        self.passphrase_label.setBuddy(self.passphrase_edit)
        self.again_label.setBuddy(self.again_edit)
        self.suggestion_label.setBuddy(self.suggestion_edit)
        self.own_label.setBuddy(self.own_edit)
#endif // QT_CONFIG(shortcut)
        QWidget.setTabOrder(self.name_edit, self.email_edit)
        QWidget.setTabOrder(self.email_edit, self.passphrase_edit)
        QWidget.setTabOrder(self.passphrase_edit, self.again_edit)
        QWidget.setTabOrder(self.again_edit, self.suggestion_edit)
        QWidget.setTabOrder(self.suggestion_edit, self.own_edit)

        self.retranslateUi(Person)

        QMetaObject.connectSlotsByName(Person)
    # setupUi

    def retranslateUi(self, Person):
        self.name_label.setText(QCoreApplication.translate("Person", u"Name", None))
        self.name_label.setProperty(u"role", QCoreApplication.translate("Person", u"label", None))
#if QT_CONFIG(accessibility)
        self.name_edit.setAccessibleName(QCoreApplication.translate("Person", u"Name", None))
#endif // QT_CONFIG(accessibility)
        self.email_label.setText(QCoreApplication.translate("Person", u"E-mail address", None))
        self.email_label.setProperty(u"role", QCoreApplication.translate("Person", u"label", None))
#if QT_CONFIG(accessibility)
        self.email_edit.setAccessibleName(QCoreApplication.translate("Person", u"E-mail address", None))
#endif // QT_CONFIG(accessibility)
        self.passphrase_label.setText(QCoreApplication.translate("Person", u"Their passphrase, at least 15 characters", None))
        self.passphrase_label.setProperty(u"role", QCoreApplication.translate("Person", u"label", None))
#if QT_CONFIG(accessibility)
        self.passphrase_edit.setAccessibleName(QCoreApplication.translate("Person", u"Their passphrase, at least 15 characters", None))
#endif // QT_CONFIG(accessibility)
        self.again_label.setText(QCoreApplication.translate("Person", u"The same again", None))
        self.again_label.setProperty(u"role", QCoreApplication.translate("Person", u"label", None))
#if QT_CONFIG(accessibility)
        self.again_edit.setAccessibleName(QCoreApplication.translate("Person", u"The same again", None))
#endif // QT_CONFIG(accessibility)
        self.suggestion_label.setText(QCoreApplication.translate("Person", u"Five words to take, if they like", None))
        self.suggestion_label.setProperty(u"role", QCoreApplication.translate("Person", u"label", None))
#if QT_CONFIG(accessibility)
        self.suggestion_edit.setAccessibleName(QCoreApplication.translate("Person", u"Five words to take, if they like", None))
#endif // QT_CONFIG(accessibility)
        self.own_label.setText(QCoreApplication.translate("Person", u"Your own passphrase, to certify their key", None))
        self.own_label.setProperty(u"role", QCoreApplication.translate("Person", u"label", None))
#if QT_CONFIG(accessibility)
        self.own_edit.setAccessibleName(QCoreApplication.translate("Person", u"Your own passphrase, to certify their key", None))
#endif // QT_CONFIG(accessibility)
        pass
    # retranslateUi
