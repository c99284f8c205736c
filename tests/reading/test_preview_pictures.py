"""Pictures drawn upright and small, pages of a scan one by one, and what is told of recordings."""

import io
import struct
import wave
from base64 import b64decode

import pytest
from PIL import Image

from rpl_desk.reading.preview import CannotPreview, Preview

from .file_makers import box, jpeg, mp3, png

# 64 x 32 pixels, red and blue as `halves`; nothing that may come with the program writes HEIC.
HEIC = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9j"
    "AAAAAERAAAEAAQAAAAABoQABAAAAAAAAAIcAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/Wlw"
    "cnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AA"
    "AAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAA"
    "QAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAIAAAAAEAAAAAAAAAAv///+AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWB"
    "AgMFhAAAAI9tZGF0AAAAgygBrwngPfMi///yPzf//LDOy/vFxFe//8dbw7/Ulg//5BV6YSgwK4fJZOV/OjuvTe0nzRSLF6VXROUsfyV5YE0d"
    "z5ScPKu0k7mrR5Zm03rO8lbypFTqxOw5etvY1hyVJ2YWxFMxWkiECHU6E8t7/aXrC6g/pw39+aqK+UFz2Mj7hoeO"
)
RED, BLUE = (255, 0, 0), (0, 0, 255)


def halves(width: int = 400, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Return a picture red on its left half and blue on its right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture.convert(mode)


def saved(picture: Image.Image, form: str, **settings) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **settings)
    return out.getvalue()


def colour(picture, x: float, y: float) -> str:
    """Return which of the two colours stands at a place told in shares of width and height."""
    at = int(y * picture.height) * picture.stride + 4 * int(x * picture.width)
    blue, green, red = picture.pixels[at : at + 3]
    return "red" if red > 150 > blue and green < 120 else "blue" if blue > 150 > red and green < 120 else "other"


@pytest.mark.parametrize(
    ("form", "mode", "kind"),
    [
        ("PNG", "RGB", "png"),
        ("PNG", "P", "png"),
        ("PNG", "RGBA", "png"),
        ("JPEG", "RGB", "jpeg"),
        ("JPEG", "CMYK", "jpeg"),
        ("GIF", "P", "gif"),
        ("WEBP", "RGB", "webp"),
        ("TIFF", "RGB", "tiff"),
        ("BMP", "RGB", "bmp"),
    ],
)
def test_each_kind_of_picture_is_drawn_at_the_size_asked_for(form, mode, kind):
    with Preview.open(saved(halves(mode=mode), form), f"image/{kind}") as preview:
        assert preview.outline.kind == "picture"
        assert [(page.width, page.height) for page in preview.outline.pages] == [(400, 200)]
        picture = preview.page_picture(0, width=100)
        assert (picture.width, picture.height) == (100, 50)
        assert (colour(picture, 0.2, 0.5), colour(picture, 0.8, 0.5)) == ("red", "blue")
        assert (picture.place.right, picture.place.top) == (400, 200)


@pytest.mark.parametrize(("orientation", "top_left", "size"), [(1, "red", (400, 200)), (3, "blue", (400, 200))])
def test_a_photo_is_shown_as_the_camera_was_held(orientation, top_left, size):
    exif = Image.Exif()
    exif[0x0112] = orientation
    with Preview.open(saved(halves(), "JPEG", exif=exif), "image/jpeg") as preview:
        assert (preview.outline.pages[0].width, preview.outline.pages[0].height) == size
        assert colour(preview.page_picture(0, width=200), 0.2, 0.2) == top_left


@pytest.mark.parametrize(("orientation", "top"), [(6, "red"), (8, "blue")])
def test_a_photo_taken_sideways_is_turned(orientation, top):
    exif = Image.Exif()
    exif[0x0112] = orientation
    with Preview.open(saved(halves(), "JPEG", exif=exif), "image/jpeg") as preview:
        assert (preview.outline.pages[0].width, preview.outline.pages[0].height) == (200, 400)
        picture = preview.page_picture(0, width=100)
        assert (picture.width, picture.height) == (100, 200)
        assert colour(picture, 0.5, 0.2) == top


def test_the_pages_of_a_scan_are_pages():
    pages = [halves(), halves(100, 300), halves(50, 50)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    with Preview.open(data, "image/tiff") as preview:
        assert [(page.width, page.height) for page in preview.outline.pages] == [(400, 200), (100, 300), (50, 50)]
        assert preview.page_picture(1, scale=1).height == 300


def test_a_picture_that_moves_shows_its_first_and_says_so():
    frames = [halves(), halves(mode="L")]
    with Preview.open(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]), "image/gif") as preview:
        assert len(preview.outline.pages) == 1
        assert preview.outline.notes == ("It moves, in 2 pictures; the first is shown.",)


def test_what_is_see_through_lies_on_white():
    with Preview.open(saved(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"), "image/png") as preview:
        assert set(preview.page_picture(0).pixels[:30]) == {255}


def test_a_picture_of_sixteen_bits_is_drawn():
    with Preview.open(saved(Image.new("I;16", (10, 10), 0x8000), "TIFF"), "image/tiff") as preview:
        assert 120 < preview.page_picture(0).pixels[0] < 136


def test_a_phone_picture_is_drawn():
    with Preview.open(HEIC, "image/heic") as preview:
        assert [(page.width, page.height) for page in preview.outline.pages] == [(64, 32)]
        picture = preview.page_picture(0, width=32)
        assert (colour(picture, 0.2, 0.5), colour(picture, 0.8, 0.5)) == ("red", "blue")


@pytest.mark.parametrize(("data", "kind"), [(png(9_000, 9_000), "png"), (jpeg()[:-2], "jpeg")])
def test_a_picture_that_holds_less_than_it_says_is_refused_in_words(data, kind):
    with (
        Preview.open(data, f"image/{kind}", "E07") as preview,
        pytest.raises(CannotPreview, match="E07 cannot be previewed"),
    ):
        preview.page_picture(0, width=100)


def wav(seconds: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes(bytes(16_000 * seconds))
    return out.getvalue()


def mp4(seconds: int) -> bytes:
    mvhd = struct.pack(">IIIII", 0, 0, 0, 1_000, seconds * 1_000) + bytes(80)
    return box(b"ftyp", b"isom\0\0\2\0isom") + box(b"mdat", bytes(64)) + box(b"moov", box(b"mvhd", mvhd))


def webm(seconds: int) -> bytes:
    info = b"\x2a\xd7\xb1\x83\x0f\x42\x40" + b"\x44\x89\x88" + struct.pack(">d", seconds * 1_000.0)
    body = b"\x15\x49\xa9\x66" + bytes([0x80 + len(info)]) + info
    return b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm" + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + body


@pytest.mark.parametrize(
    ("data", "media_type", "seconds"),
    [
        (wav(3), "audio/wav", 3),
        (mp4(75), "video/mp4", 75),
        (mp4(75), "video/quicktime", 75),
        (mp4(75), "audio/mp4", 75),
        (webm(90), "video/webm", 90),
        ((b"\xff\xfb\x90\0" + bytes(413)) * 100, "audio/mpeg", 100 * 417 * 8 / 128_000),
    ],
    ids=["wav", "mp4", "mov", "m4a", "webm", "mp3"],
)
def test_the_length_of_a_recording_is_told(data, media_type, seconds):
    with Preview.open(data, media_type) as preview:
        assert preview.outline.kind == "media"
        assert preview.outline.seconds == pytest.approx(seconds, abs=0.01)


def test_a_recording_that_does_not_say_its_length_is_open_all_the_same():
    with Preview.open(mp3()[:20] + bytes(50), "audio/mpeg") as preview:
        assert preview.outline.seconds is None
        assert preview.outline.notes == ("The file does not say how long the recording is.",)
