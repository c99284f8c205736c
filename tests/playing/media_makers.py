"""Real recordings, made when they are needed: sound by the standard library, video by Qt's own encoder."""

import io
import math
import os
import struct
import subprocess
import sys
import wave
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory


@cache
def wav(seconds: float = 3.0, rate: int = 8_000) -> bytes:
    """Return a tone as a WAV recording."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        samples = (round(8_000 * math.sin(at * 2 * math.pi * 440 / rate)) for at in range(round(seconds * rate)))
        file.writeframes(b"".join(struct.pack("<h", each) for each in samples))
    return out.getvalue()


def mp3(seconds: float = 3.0) -> bytes:
    """Return silence as an MP3 recording: frames of 128 kbit/s whose granules hold no samples."""
    frame = b"\xff\xfb\x90\x64" + bytes(413)
    return frame * round(seconds * 44_100 / 1_152)


@cache
def video(sound: bool = True) -> bytes:
    """Return 3 seconds of a 320 by 240 MP4 at 10 pictures a second: 1.5 s red, then blue."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.mp4"
        script = [sys.executable, "-c", _ENCODER, str(path), str(int(sound))]
        surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        subprocess.run(script, check=True, capture_output=True, env=surroundings, timeout=60)
        return path.read_bytes()


_ENCODER = """
import sys
from PySide6.QtCore import QByteArray, QTimer, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtMultimedia import (QAudioBuffer, QAudioBufferInput, QAudioFormat, QMediaCaptureSession, QMediaFormat,
    QMediaRecorder, QVideoFrame, QVideoFrameInput)
application = QGuiApplication([])
session, pictures, sounds, recorder = QMediaCaptureSession(), QVideoFrameInput(), QAudioBufferInput(), QMediaRecorder()
with_sound = sys.argv[2] == "1"
session.setVideoFrameInput(pictures)
if with_sound:
    session.setAudioBufferInput(sounds)
session.setRecorder(recorder)
form = QMediaFormat(QMediaFormat.FileFormat.MPEG4)
form.setVideoCodec(QMediaFormat.VideoCodec.MPEG4)
form.setAudioCodec(QMediaFormat.AudioCodec.AAC)
recorder.setMediaFormat(form)
recorder.setVideoFrameRate(10)
recorder.setOutputLocation(QUrl.fromLocalFile(sys.argv[1]))
recorder.setAutoStop(True)
heard = QAudioFormat()
heard.setSampleRate(8000)
heard.setChannelCount(1)
heard.setSampleFormat(QAudioFormat.SampleFormat.Int16)
sent = [0, 0]
def send_picture():
    while sent[0] < 30:
        image = QImage(320, 240, QImage.Format.Format_RGB32)
        image.fill(QColor(255, 0, 0) if sent[0] < 15 else QColor(0, 0, 255))
        frame = QVideoFrame(image)
        frame.setStartTime(sent[0] * 100_000)
        frame.setEndTime((sent[0] + 1) * 100_000)
        if not pictures.sendVideoFrame(frame):
            return
        sent[0] += 1
    pictures.sendVideoFrame(QVideoFrame())
def send_sound():
    while sent[1] < 30:
        if not sounds.sendAudioBuffer(QAudioBuffer(QByteArray(bytes(1600)), heard, sent[1] * 100_000)):
            return
        sent[1] += 1
    sounds.sendAudioBuffer(QAudioBuffer())
pictures.readyToSendVideoFrame.connect(send_picture)
sounds.readyToSendAudioBuffer.connect(send_sound)
recorder.recorderStateChanged.connect(
    lambda state: application.quit() if state == QMediaRecorder.RecorderState.StoppedState else None)
recorder.record()
QTimer.singleShot(30_000, lambda: application.exit(1))
sys.exit(application.exec())
"""
