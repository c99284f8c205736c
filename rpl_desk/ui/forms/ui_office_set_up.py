# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'office_set_up.ui'
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
from PySide6.QtWidgets import (QApplication, QHBoxLayout, QLabel, QLineEdit,
    QPushButton, QSizePolicy, QSpacerItem, QVBoxLayout,
    QWidget)

class Ui_OfficeSetUp(object):
    def setupUi(self, OfficeSetUp):
        if not OfficeSetUp.objectName():
            OfficeSetUp.setObjectName(u"OfficeSetUp")
        self.column = QVBoxLayout(OfficeSetUp)
        self.column.setSpacing(4)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(0, 0, 0, 0)
        self.name_label = QLabel(OfficeSetUp)
        self.name_label.setObjectName(u"name_label")

        self.column.addWidget(self.name_label)

        self.name_edit = QLineEdit(OfficeSetUp)
        self.name_edit.setObjectName(u"name_edit")

        self.column.addWidget(self.name_edit)

        self.gap_1 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_1)

        self.unit_label = QLabel(OfficeSetUp)
        self.unit_label.setObjectName(u"unit_label")

        self.column.addWidget(self.unit_label)

        self.unit_edit = QLineEdit(OfficeSetUp)
        self.unit_edit.setObjectName(u"unit_edit")

        self.column.addWidget(self.unit_edit)

        self.gap_2 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_2)

        self.person_label = QLabel(OfficeSetUp)
        self.person_label.setObjectName(u"person_label")

        self.column.addWidget(self.person_label)

        self.person_edit = QLineEdit(OfficeSetUp)
        self.person_edit.setObjectName(u"person_edit")

        self.column.addWidget(self.person_edit)

        self.gap_3 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_3)

        self.email_label = QLabel(OfficeSetUp)
        self.email_label.setObjectName(u"email_label")

        self.column.addWidget(self.email_label)

        self.email_edit = QLineEdit(OfficeSetUp)
        self.email_edit.setObjectName(u"email_edit")

        self.column.addWidget(self.email_edit)

        self.gap_4 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_4)

        self.passphrase_place = QVBoxLayout()
        self.passphrase_place.setSpacing(8)
        self.passphrase_place.setObjectName(u"passphrase_place")

        self.column.addLayout(self.passphrase_place)

        self.gap_5 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_5)

        self.file_label = QLabel(OfficeSetUp)
        self.file_label.setObjectName(u"file_label")

        self.column.addWidget(self.file_label)

        self.file_row = QHBoxLayout()
        self.file_row.setSpacing(8)
        self.file_row.setObjectName(u"file_row")
        self.file_edit = QLineEdit(OfficeSetUp)
        self.file_edit.setObjectName(u"file_edit")

        self.file_row.addWidget(self.file_edit)

        self.choose_button = QPushButton(OfficeSetUp)
        self.choose_button.setObjectName(u"choose_button")

        self.file_row.addWidget(self.choose_button)


        self.column.addLayout(self.file_row)

#if QT_CONFIG(shortcut)
        self.name_label.setBuddy(self.name_edit)
        self.unit_label.setBuddy(self.unit_edit)
        self.person_label.setBuddy(self.person_edit)
        self.email_label.setBuddy(self.email_edit)
        self.file_label.setBuddy(self.file_edit)
#endif // QT_CONFIG(shortcut)
        QWidget.setTabOrder(self.name_edit, self.unit_edit)
        QWidget.setTabOrder(self.unit_edit, self.person_edit)
        QWidget.setTabOrder(self.person_edit, self.email_edit)
        QWidget.setTabOrder(self.email_edit, self.file_edit)
        QWidget.setTabOrder(self.file_edit, self.choose_button)

        self.retranslateUi(OfficeSetUp)

        QMetaObject.connectSlotsByName(OfficeSetUp)
    # setupUi

    def retranslateUi(self, OfficeSetUp):
        self.name_label.setText(QCoreApplication.translate("OfficeSetUp", u"Name of the office", None))
        self.name_label.setProperty(u"role", QCoreApplication.translate("OfficeSetUp", u"label", None))
#if QT_CONFIG(accessibility)
        self.name_edit.setAccessibleName(QCoreApplication.translate("OfficeSetUp", u"Name of the office", None))
#endif // QT_CONFIG(accessibility)
        self.name_edit.setPlaceholderText(QCoreApplication.translate("OfficeSetUp", u"Sample College", None))
        self.unit_label.setText(QCoreApplication.translate("OfficeSetUp", u"Unit, if it has one", None))
        self.unit_label.setProperty(u"role", QCoreApplication.translate("OfficeSetUp", u"label", None))
#if QT_CONFIG(accessibility)
        self.unit_edit.setAccessibleName(QCoreApplication.translate("OfficeSetUp", u"Unit", None))
#endif // QT_CONFIG(accessibility)
        self.unit_edit.setPlaceholderText(QCoreApplication.translate("OfficeSetUp", u"Quality office", None))
        self.person_label.setText(QCoreApplication.translate("OfficeSetUp", u"Your name, as its first administrator", None))
        self.person_label.setProperty(u"role", QCoreApplication.translate("OfficeSetUp", u"label", None))
#if QT_CONFIG(accessibility)
        self.person_edit.setAccessibleName(QCoreApplication.translate("OfficeSetUp", u"Your name", None))
#endif // QT_CONFIG(accessibility)
        self.email_label.setText(QCoreApplication.translate("OfficeSetUp", u"Your e-mail address", None))
        self.email_label.setProperty(u"role", QCoreApplication.translate("OfficeSetUp", u"label", None))
#if QT_CONFIG(accessibility)
        self.email_edit.setAccessibleName(QCoreApplication.translate("OfficeSetUp", u"Your e-mail address", None))
#endif // QT_CONFIG(accessibility)
        self.email_edit.setPlaceholderText(QCoreApplication.translate("OfficeSetUp", u"you@example.ac.uk", None))
        self.file_label.setText(QCoreApplication.translate("OfficeSetUp", u"Where the office file is kept", None))
        self.file_label.setProperty(u"role", QCoreApplication.translate("OfficeSetUp", u"label", None))
#if QT_CONFIG(accessibility)
        self.file_edit.setAccessibleName(QCoreApplication.translate("OfficeSetUp", u"Where the office file is kept", None))
#endif // QT_CONFIG(accessibility)
        self.choose_button.setText(QCoreApplication.translate("OfficeSetUp", u"Choose", None))
#if QT_CONFIG(accessibility)
        self.choose_button.setAccessibleName(QCoreApplication.translate("OfficeSetUp", u"Choose where the office file is kept", None))
#endif // QT_CONFIG(accessibility)
        pass
    # retranslateUi
