# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'give_role.ui'
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

class Ui_GiveRole(object):
    def setupUi(self, GiveRole):
        if not GiveRole.objectName():
            GiveRole.setObjectName(u"GiveRole")
        self.column = QVBoxLayout(GiveRole)
        self.column.setSpacing(4)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(0, 0, 0, 0)
        self.person_label = QLabel(GiveRole)
        self.person_label.setObjectName(u"person_label")

        self.column.addWidget(self.person_label)

        self.person_combo = QComboBox(GiveRole)
        self.person_combo.setObjectName(u"person_combo")

        self.column.addWidget(self.person_combo)

        self.gap_1 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_1)

        self.role_label = QLabel(GiveRole)
        self.role_label.setObjectName(u"role_label")

        self.column.addWidget(self.role_label)

        self.role_combo = QComboBox(GiveRole)
        self.role_combo.setObjectName(u"role_combo")

        self.column.addWidget(self.role_combo)

        self.gap_2 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_2)

        self.reason_label = QLabel(GiveRole)
        self.reason_label.setObjectName(u"reason_label")

        self.column.addWidget(self.reason_label)

        self.reason_edit = QLineEdit(GiveRole)
        self.reason_edit.setObjectName(u"reason_edit")

        self.column.addWidget(self.reason_edit)

#if QT_CONFIG(shortcut)
        self.person_label.setBuddy(self.person_combo)
        self.role_label.setBuddy(self.role_combo)
        self.reason_label.setBuddy(self.reason_edit)
#endif // QT_CONFIG(shortcut)
        QWidget.setTabOrder(self.person_combo, self.role_combo)
        QWidget.setTabOrder(self.role_combo, self.reason_edit)

        self.retranslateUi(GiveRole)

        QMetaObject.connectSlotsByName(GiveRole)
    # setupUi

    def retranslateUi(self, GiveRole):
        self.person_label.setText(QCoreApplication.translate("GiveRole", u"Person", None))
        self.person_label.setProperty(u"role", QCoreApplication.translate("GiveRole", u"label", None))
#if QT_CONFIG(accessibility)
        self.person_combo.setAccessibleName(QCoreApplication.translate("GiveRole", u"Person", None))
#endif // QT_CONFIG(accessibility)
        self.role_label.setText(QCoreApplication.translate("GiveRole", u"Role", None))
        self.role_label.setProperty(u"role", QCoreApplication.translate("GiveRole", u"label", None))
#if QT_CONFIG(accessibility)
        self.role_combo.setAccessibleName(QCoreApplication.translate("GiveRole", u"Role", None))
#endif // QT_CONFIG(accessibility)
        self.reason_label.setText(QCoreApplication.translate("GiveRole", u"Why roles that otherwise may not meet are allowed (the chair)", None))
        self.reason_label.setProperty(u"role", QCoreApplication.translate("GiveRole", u"label", None))
#if QT_CONFIG(accessibility)
        self.reason_edit.setAccessibleName(QCoreApplication.translate("GiveRole", u"Why roles that otherwise may not meet are allowed (the chair)", None))
#endif // QT_CONFIG(accessibility)
        pass
    # retranslateUi
