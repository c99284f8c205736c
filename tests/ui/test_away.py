"""The desk is locked when the system says that the person has left the machine; said here on a real message bus."""

import shutil
import subprocess
import sys

import pytest

from rpl_desk.ui.away import LOGIN, SCREENS, SESSION, AwayWatch, _path_of
from tests.ui.test_main_window import in_view, seated

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dbus-daemon"), reason="needs the message bus of Linux"
)
OURS = "/org/freedesktop/login1/session/_32"


@pytest.fixture
def address(tmp_path):
    """Where a message bus of the test's own is reached."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:dir={tmp_path}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        yield daemon.stdout.readline().strip()
        daemon.kill()


@pytest.fixture
def says(qtbot, address, monkeypatch):
    """A window's watch that listens to the bus, and a way to say something there as the system does."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    monkeypatch.setenv("XDG_SESSION_ID", "2")
    system = QDBusConnection.connectToBus(address, f"system {address}")
    ours = QDBusConnection.connectToBus(address, f"ours {address}")
    assert system.isConnected() and ours.isConnected()

    def begin(watch: AwayWatch):
        watch.listen(ours, ours)

        def say(sender: str, path: str, interface: str, name: str, *values: object) -> None:
            assert system.registerService(sender)
            message = QDBusMessage.createSignal(path, interface, name)
            message.setArguments(list(values))
            assert system.send(message)
            system.unregisterService(sender)

        return say

    yield begin
    QDBusConnection.disconnectFromBus(f"system {address}")
    QDBusConnection.disconnectFromBus(f"ours {address}")


PROPERTIES = "org.freedesktop.DBus.Properties"


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        ((LOGIN, "/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", True), True),
        ((LOGIN, "/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", False), False),
        ((LOGIN, OURS, SESSION, "Lock"), True),
        ((LOGIN, "/org/freedesktop/login1/session/_33", SESSION, "Lock"), False),
        ((LOGIN, OURS, PROPERTIES, "PropertiesChanged", SESSION, {"Active": False}, [""]), True),
        ((LOGIN, OURS, PROPERTIES, "PropertiesChanged", SESSION, {"Active": True}, [""]), False),
        ((LOGIN, OURS, PROPERTIES, "PropertiesChanged", SESSION, {"IdleHint": False}, [""]), False),
        *((((name, "/any", name, "ActiveChanged", True), True)) for name in SCREENS),
        ((SCREENS[0], "/any", SCREENS[0], "ActiveChanged", False), False),
        (("org.example.Other", "/any", SCREENS[0], "ActiveChanged", True), False),
    ],
)
def test_only_what_the_system_says_of_leaving_counts(qtbot, says, said, leaves):
    watch = AwayWatch(None)
    heard = []
    watch.left.connect(lambda: heard.append(True))
    say = says(watch)
    say(*said)
    say(SCREENS[-1], "/end", SCREENS[-1], "ActiveChanged", True)  # comes after it, so all before has come
    qtbot.waitUntil(lambda: len(heard) >= 1 + leaves, timeout=5_000)
    qtbot.wait(20)
    assert len(heard) == 1 + leaves


def test_the_window_is_locked_with_the_screen(qtbot, window, office, says):
    seated(window, office)
    say = says(window.away)
    assert in_view(window) == "desk"
    say(SCREENS[0], "/any", SCREENS[0], "ActiveChanged", True)
    qtbot.waitUntil(lambda: in_view(window) == "sign in", timeout=5_000)


def test_a_session_is_found_under_the_name_the_login_manager_gives_it():
    assert (_path_of("2"), _path_of("c1"), _path_of("")) == (OURS, "/org/freedesktop/login1/session/c1", "")
