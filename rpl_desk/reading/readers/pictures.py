"""Pictures by Pillow, and HEIC by pi-heif: drawn upright at the size asked for, TIFF pages one by one.

A photo is decoded at a fraction of its size where its format can, so that a preview does not pay for every pixel.
"""

import codecs
import copy  # noqa: F401 - what Pillow would import while it decodes is imported here, while files may be opened
import re
from importlib import import_module
from io import BytesIO

from PIL import ExifTags, Image, ImageColor, ImageFile, ImagePalette, MpoImagePlugin, TiffImagePlugin  # noqa: F401

from ..wire import MOST_PAGES, PIXEL, pixels_for
from .base import INCOMPLETE, Answer, Reader, Unreadable
from .xmp import xmp_words

codecs.lookup("utf-16-le")  # loads it while files may still be opened

_FORMATS = {
    "image/png": ("PNG", "PIL.PngImagePlugin"),
    "image/jpeg": ("JPEG", "PIL.JpegImagePlugin"),
    "image/gif": ("GIF", "PIL.GifImagePlugin"),
    "image/webp": ("WEBP", "PIL.WebPImagePlugin"),
    "image/tiff": ("TIFF", "PIL.TiffImagePlugin"),
    "image/bmp": ("BMP", "PIL.BmpImagePlugin"),
    "image/heic": ("HEIF", "pi_heif"),
}
_IFDS = (0x8769, 0x8825, 0xA005)
_NOT_WORDS = {0x8769, 0x8825, 0xA005, 0x02BC, 0x8773, 0x83BB, 0x8649}
"""The places of other lists, and what is sought elsewhere: XMP, colours, IPTC."""

_READABLE = re.compile(r"[\w .,;:@'’()/-]{2,}")
_MOST_FRAMES = min(1_000, MOST_PAGES)
# As the gate's limit; what the worker's memory cannot hold is refused with its own sentence.
_MOST_DECODED = 100_000_000
Image.MAX_IMAGE_PIXELS = _MOST_DECODED
ImageFile.LOAD_TRUNCATED_IMAGES = False


def prepare(media_type: str) -> None:
    """Load the one plugin this picture needs, while files may still be opened."""
    plugin = import_module(_FORMATS[media_type][1])
    if media_type == "image/heic":
        plugin.register_heif_opener()


def open_document(data: bytearray, media_type: str) -> Reader:
    return PictureReader(data, media_type)


class PictureReader(Reader):
    def __init__(self, data: bytearray, media_type: str) -> None:
        self._data, self._format = data, _FORMATS[media_type][0]
        image = self._open()
        frames = getattr(image, "n_frames", 1)
        notes = []
        if self._format not in ("TIFF", "HEIF") and frames > 1:
            notes.append(f"It moves, in {frames:,} pictures; the first is shown.")
            frames = 1
        elif frames > _MOST_FRAMES:
            notes.append(f"It has {frames:,} pages; the first {_MOST_FRAMES:,} are shown.")
            frames = _MOST_FRAMES
        pages = []
        for number in range(frames):
            image.seek(number)
            across, down = _upright(image)
            pages.append((across, down, str(number + 1)))
        self._frames = frames
        self.outline = {"kind": "picture", "media_type": media_type, "pages": pages, "notes": notes}

    def picture(self, number: int, width: int, scale: float) -> Answer:
        if not 0 <= number < self._frames:
            raise Unreadable("page")
        image = self._open()
        image.seek(number)
        across, down = _upright(image)
        if image.width * image.height > _MOST_DECODED:
            raise Unreadable("memory")
        size = pixels_for(across, down, width, scale)
        kept = (size[1], size[0]) if _orientation(image) in _SIDEWAYS else size
        image.draft("RGB", kept)
        drawn = _on_white(image)
        if drawn.size != kept:
            drawn = drawn.resize(kept, Image.Resampling.LANCZOS, reducing_gap=2.0)
        drawn = _turned(drawn, _orientation(image))
        stride = drawn.width * PIXEL
        place = (0.0, 0.0, float(across), float(down), 0)
        facts = {"width": drawn.width, "height": drawn.height, "stride": stride, "place": place}
        body = self.room(stride * drawn.height)
        body[:] = drawn.convert("RGBA").tobytes("raw", "BGRA", stride, 1)  # what is not there in RGB counts as 255
        return facts, body

    def text(self, number: int, boxes: bool) -> Answer:
        """A picture holds no words; recognition may find some in it."""
        if not 0 <= number < self._frames:
            raise Unreadable("page")
        across, down, _ = self.outline["pages"][number]
        place = (0.0, 0.0, float(across), float(down), 0)
        return {"characters": 0, "boxes": 0, "extractor": "", "place": place}, b""

    def about(self) -> list[tuple[str, str]]:
        """Return what the camera or a program wrote beside the pixels: EXIF, XMP, IPTC, comments and texts."""
        image = self._open()
        if self._format == "PNG":  # texts may follow the pixels
            if image.width * image.height > _MOST_DECODED:
                return [INCOMPLETE]
            image.load()
        exif = image.getexif()
        found = []
        for where, tags in (("EXIF", exif), *((f"EXIF {one:x}", exif.get_ifd(one)) for one in _IFDS)):
            for tag, value in tags.items():
                if tag not in _NOT_WORDS:
                    found.append((f"{where} {ExifTags.TAGS.get(tag, tag)}", _as_words(value)))
        for name, value in image.info.items():
            if name not in ("exif", "icc_profile", "xmp"):
                found.append((str(name), _as_words(value)))
        for number, value in image.info.get("photoshop", {}).items():
            found.append((f"IPTC {number:x}", _as_words(value)))
        return [*found, *xmp_words(bytes(self._data))]

    def _open(self) -> Image.Image:
        try:
            return Image.open(BytesIO(self._data), formats=(self._format,))
        except Image.DecompressionBombError:
            raise Unreadable("memory") from None


def _as_words(value: object) -> str:
    """Return what can be read of a value: text as it is, and the longer stretches of letters in bytes of any width."""
    if isinstance(value, bytes):
        wide = value.decode("utf-16-le", "replace")
        pieces = [*_READABLE.findall(value.decode("utf-8", "replace")), *_READABLE.findall(wide)]
        return " ".join(pieces)
    if isinstance(value, tuple | list):
        return " ".join(_as_words(one) for one in value)
    return value if isinstance(value, str) else ""


def _upright(image: Image.Image) -> tuple[int, int]:
    """Return width and height as the camera was held."""
    return (image.height, image.width) if _orientation(image) in _SIDEWAYS else image.size


def _orientation(image: Image.Image) -> int:
    """Return how the camera was held, as EXIF tells it; HEIC files are turned by their own reader."""
    if image.format == "PNG" and "exif" not in image.info:
        return 1  # Pillow would decode all of it to look behind the pixels
    found = image.getexif().get(0x0112, 1)
    return found if found in _WAYS else 1


def _on_white(image: Image.Image) -> Image.Image:
    """Return a picture in red, green and blue; what is see-through lies on white."""
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, (255, 255, 255))
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256, "L").convert("RGB")
    return image.convert("RGB")


_SIDEWAYS = (5, 6, 7, 8)
_WAYS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    way = _WAYS.get(orientation)
    return image.transpose(way) if way is not None else image
