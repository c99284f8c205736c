# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'meeting.ui'
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
from PySide6.QtWidgets import (QApplication, QComboBox, QDateEdit, QLabel,
    QLineEdit, QSizePolicy, QSpacerItem, QSpinBox,
    QVBoxLayout, QWidget)

class Ui_Meeting(object):
    def setupUi(self, Meeting):
        if not Meeting.objectName():
            Meeting.setObjectName(u"Meeting")
        self.column = QVBoxLayout(Meeting)
        self.column.setSpacing(4)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(0, 0, 0, 0)
        self.day_label = QLabel(Meeting)
        self.day_label.setObjectName(u"day_label")

        self.column.addWidget(self.day_label)

        self.day_date = QDateEdit(Meeting)
        self.day_date.setObjectName(u"day_date")
        self.day_date.setCalendarPopup(True)

        self.column.addWidget(self.day_date)

        self.gap_1 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_1)

        self.place_label = QLabel(Meeting)
        self.place_label.setObjectName(u"place_label")

        self.column.addWidget(self.place_label)

        self.place_edit = QLineEdit(Meeting)
        self.place_edit.setObjectName(u"place_edit")

        self.column.addWidget(self.place_edit)

        self.gap_2 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_2)

        self.chair_label = QLabel(Meeting)
        self.chair_label.setObjectName(u"chair_label")

        self.column.addWidget(self.chair_label)

        self.chair_combo = QComboBox(Meeting)
        self.chair_combo.setObjectName(u"chair_combo")

        self.column.addWidget(self.chair_combo)

        self.gap_3 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_3)

        self.secretary_label = QLabel(Meeting)
        self.secretary_label.setObjectName(u"secretary_label")

        self.column.addWidget(self.secretary_label)

        self.secretary_combo = QComboBox(Meeting)
        self.secretary_combo.setObjectName(u"secretary_combo")

        self.column.addWidget(self.secretary_combo)

        self.gap_4 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_4)

        self.quorum_label = QLabel(Meeting)
        self.quorum_label.setObjectName(u"quorum_label")

        self.column.addWidget(self.quorum_label)

        self.quorum_spin = QSpinBox(Meeting)
        self.quorum_spin.setObjectName(u"quorum_spin")
        self.quorum_spin.setMinimum(1)
        self.quorum_spin.setMaximum(50)

        self.column.addWidget(self.quorum_spin)

        self.gap_5 = QSpacerItem(8, 4, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.column.addItem(self.gap_5)

        self.members_label = QLabel(Meeting)
        self.members_label.setObjectName(u"members_label")

        self.column.addWidget(self.members_label)

        self.members_place = QVBoxLayout()
        self.members_place.setSpacing(8)
        self.members_place.setObjectName(u"members_place")

        self.column.addLayout(self.members_place)

#if QT_CONFIG(shortcut)
        self.day_label.setBuddy(self.day_date)
        self.place_label.setBuddy(self.place_edit)
        self.chair_label.setBuddy(self.chair_combo)
        self.secretary_label.setBuddy(self.secretary_combo)
        self.quorum_label.setBuddy(self.quorum_spin)
#endif // QT_CONFIG(shortcut)
        QWidget.setTabOrder(self.day_date, self.place_edit)
        QWidget.setTabOrder(self.place_edit, self.chair_combo)
        QWidget.setTabOrder(self.chair_combo, self.secretary_combo)
        QWidget.setTabOrder(self.secretary_combo, self.quorum_spin)

        self.retranslateUi(Meeting)

        QMetaObject.connectSlotsByName(Meeting)
    # setupUi

    def retranslateUi(self, Meeting):
        self.day_label.setText(QCoreApplication.translate("Meeting", u"Held on", None))
        self.day_label.setProperty(u"role", QCoreApplication.translate("Meeting", u"label", None))
#if QT_CONFIG(accessibility)
        self.day_date.setAccessibleName(QCoreApplication.translate("Meeting", u"Held on", None))
#endif // QT_CONFIG(accessibility)
        self.day_date.setDisplayFormat(QCoreApplication.translate("Meeting", u"d MMM yyyy", None))
        self.place_label.setText(QCoreApplication.translate("Meeting", u"Place", None))
        self.place_label.setProperty(u"role", QCoreApplication.translate("Meeting", u"label", None))
#if QT_CONFIG(accessibility)
        self.place_edit.setAccessibleName(QCoreApplication.translate("Meeting", u"Place", None))
#endif // QT_CONFIG(accessibility)
        self.chair_label.setText(QCoreApplication.translate("Meeting", u"Chair", None))
        self.chair_label.setProperty(u"role", QCoreApplication.translate("Meeting", u"label", None))
#if QT_CONFIG(accessibility)
        self.chair_combo.setAccessibleName(QCoreApplication.translate("Meeting", u"Chair", None))
#endif // QT_CONFIG(accessibility)
        self.secretary_label.setText(QCoreApplication.translate("Meeting", u"Secretary", None))
        self.secretary_label.setProperty(u"role", QCoreApplication.translate("Meeting", u"label", None))
#if QT_CONFIG(accessibility)
        self.secretary_combo.setAccessibleName(QCoreApplication.translate("Meeting", u"Secretary", None))
#endif // QT_CONFIG(accessibility)
        self.quorum_label.setText(QCoreApplication.translate("Meeting", u"Quorum", None))
        self.quorum_label.setProperty(u"role", QCoreApplication.translate("Meeting", u"label", None))
#if QT_CONFIG(accessibility)
        self.quorum_spin.setAccessibleName(QCoreApplication.translate("Meeting", u"Quorum", None))
#endif // QT_CONFIG(accessibility)
        self.members_label.setText(QCoreApplication.translate("Meeting", u"Members invited", None))
        self.members_label.setProperty(u"role", QCoreApplication.translate("Meeting", u"label", None))
        pass
    # retranslateUi
