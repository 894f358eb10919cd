"""A small canvas and a PNG writer, so that the charts need nothing but Python.

Shapes are drawn at three times the size and averaged, which smooths their edges.
"""

import struct
import zlib

SCALE = 3

# Five columns by seven rows; only the signs the charts use.
GLYPHS = {
    "0": "01110 10001 10011 10101 11001 10001 01110",
    "1": "00100 01100 00100 00100 00100 00100 01110",
    "2": "01110 10001 00001 00110 01000 10000 11111",
    "3": "01110 10001 00001 00110 00001 10001 01110",
    "4": "00010 00110 01010 10010 11111 00010 00010",
    "5": "11111 10000 11110 00001 00001 10001 01110",
    "6": "00110 01000 10000 11110 10001 10001 01110",
    "7": "11111 00001 00010 00100 01000 01000 01000",
    "8": "01110 10001 10001 01110 10001 10001 01110",
    "9": "01110 10001 10001 01111 00001 00010 01100",
    "-": "00000 00000 00000 11111 00000 00000 00000",
    "+": "00000 00100 00100 11111 00100 00100 00000",
    "A": "01110 10001 10001 11111 10001 10001 10001",
    "B": "11110 10001 10001 11110 10001 10001 11110",
    "D": "11110 10001 10001 10001 10001 10001 11110",
    "F": "11111 10000 10000 11110 10000 10000 10000",
    "H": "10001 10001 10001 11111 10001 10001 10001",
    "J": "00111 00010 00010 00010 00010 10010 01100",
    "M": "10001 11011 10101 10101 10001 10001 10001",
    "N": "10001 11001 10101 10011 10001 10001 10001",
    "O": "01110 10001 10001 10001 10001 10001 01110",
    "S": "01111 10000 10000 01110 00001 00001 11110",
}


def colour(text):
    """`#rrggbb` as three numbers."""
    return tuple(int(text[index : index + 2], 16) for index in (1, 3, 5))


def blend(low, high, part):
    """The colour `part` of the way from one to the other; `part` is kept within 0 and 1."""
    part = min(max(part, 0.0), 1.0)
    return tuple(round(start + (end - start) * part) for start, end in zip(low, high))


class Canvas:
    """Width and height in pixels; a white ground."""

    def __init__(self, width, height, ground="#ffffff"):
        self.width, self.height = width, height
        self.rows = [bytearray(colour(ground) * (width * SCALE)) for _ in range(height * SCALE)]

    def rectangle(self, left, top, width, height, fill):
        left, top = round(left * SCALE), round(top * SCALE)
        right = min(left + max(round(width * SCALE), 1), self.width * SCALE)
        bottom = min(top + max(round(height * SCALE), 1), self.height * SCALE)
        stripe = bytes(fill) * max(right - left, 0)
        for row in self.rows[top:bottom]:
            row[left * 3 : right * 3] = stripe

    def text(self, left, top, text, fill, size=1):
        """Glyphs of 5 by 7 `size`s; a sign that is not in `GLYPHS` is a space."""
        for place, sign in enumerate(text):
            for y, bits in enumerate(GLYPHS.get(sign, "").split()):
                for x, bit in enumerate(bits):
                    if bit == "1":
                        self.rectangle(left + (place * 6 + x) * size, top + y * size, size, size, fill)

    def png(self):
        """The picture as a PNG file, 8 bits a channel, no alpha."""
        lines = []
        for y in range(self.height):
            line = bytearray([0])
            block = self.rows[y * SCALE : (y + 1) * SCALE]
            for x in range(self.width):
                for channel in range(3):
                    offsets = range(x * SCALE * 3 + channel, (x + 1) * SCALE * 3, 3)
                    total = sum(row[offset] for row in block for offset in offsets)
                    line.append(round(total / (SCALE * SCALE)))
            lines.append(bytes(line))

        def chunk(kind, data):
            check = struct.pack(">I", zlib.crc32(kind + data))
            return struct.pack(">I", len(data)) + kind + data + check

        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        pixels = zlib.compress(b"".join(lines), 9)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
