"""Draw the pictures of the Halyard example.

    python draw_images.py                      every picture
    python draw_images.py spaniel-meadow logo  only these

Each picture is a function marked with @scene. It is drawn at twice its size and
then made smaller, which keeps edges smooth. Chance is seeded with the picture's
name, so the result is the same each time. Needs Pillow only.
"""

import math
import random
import sys
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

OUT = Path(__file__).parent / "images"
SS = 2  # supersampling
SCENES = {}


def scene(name, w=1200, h=675, folder=""):
    def mark(fn):
        SCENES[name] = (fn, w, h, folder)
        return fn
    return mark


def rgb(c, a=255):
    if isinstance(c, str):
        c = tuple(int(c[i:i + 2], 16) for i in (1, 3, 5))
    return tuple(c[:3]) + (int(a),)


def mix(a, b, t):
    a, b = rgb(a), rgb(b)
    return tuple(round(x + (y - x) * t) for x, y in zip(a[:3], b[:3]))


def spline(pts, closed=True, steps=10):
    """A smooth line through the points (Catmull-Rom)."""
    n, out = len(pts), []
    for i in range(n if closed else n - 1):
        if closed:
            p = [pts[(i + k) % n] for k in (-1, 0, 1, 2)]
        else:
            p = [pts[max(0, min(n - 1, i + k))] for k in (-1, 0, 1, 2)]
        for s in range(steps):
            t = s / steps
            out.append(tuple(
                0.5 * (2 * p[1][k] + (p[2][k] - p[0][k]) * t
                       + (2 * p[0][k] - 5 * p[1][k] + 4 * p[2][k] - p[3][k]) * t * t
                       + (3 * p[1][k] - p[0][k] - 3 * p[2][k] + p[3][k]) * t ** 3)
                for k in (0, 1)))
    return out if closed else out + [tuple(pts[-1])]


class Canvas:
    def __init__(self, w, h, name):
        self.w, self.h, self.r = w, h, random.Random(name)
        self.im = Image.new("RGB", (w * SS, h * SS))
        self.d = ImageDraw.Draw(self.im, "RGBA")

    # -- marks
    def poly(self, pts, col, a=255):
        self.d.polygon([(x * SS, y * SS) for x, y in pts], fill=rgb(col, a))

    def blob(self, pts, col, a=255):
        self.poly(spline(pts), col, a)

    def oval(self, x, y, rx, ry=None, col="#000000", a=255):
        ry = rx if ry is None else ry
        self.d.ellipse([(x - rx) * SS, (y - ry) * SS, (x + rx) * SS, (y + ry) * SS], fill=rgb(col, a))

    def ring(self, x, y, r, col, w=2, a=255, start=0, end=360):
        self.d.arc([(x - r) * SS, (y - r) * SS, (x + r) * SS, (y + r) * SS], start, end,
                   fill=rgb(col, a), width=int(w * SS))

    def rect(self, x0, y0, x1, y1, col, a=255, r=0):
        self.d.rounded_rectangle([x0 * SS, y0 * SS, x1 * SS, y1 * SS], r * SS, fill=rgb(col, a))

    def line(self, pts, col, w=2, a=255):
        self.d.line([(x * SS, y * SS) for x, y in pts], fill=rgb(col, a), width=max(1, int(w * SS)), joint="curve")

    def curve(self, pts, col, w=2, a=255):
        self.line(spline(pts, closed=False), col, w, a)

    def taper(self, pts, col, w0, w1=0, a=255):
        """A curve whose width goes from w0 to w1."""
        p = spline(pts, closed=False)
        left, right = [], []
        for i, (x, y) in enumerate(p):
            x2, y2 = p[min(i + 1, len(p) - 1)]
            x1, y1 = p[max(i - 1, 0)]
            d = math.hypot(x2 - x1, y2 - y1) or 1
            w = (w0 + (w1 - w0) * i / (len(p) - 1)) / 2
            nx, ny = -(y2 - y1) / d * w, (x2 - x1) / d * w
            left.append((x + nx, y + ny))
            right.append((x - nx, y - ny))
        self.poly(left + right[::-1], col, a)

    # -- light
    def gradient(self, y0, y1, *cols, x0=0, x1=None):
        x1 = self.w if x1 is None else x1
        strip = Image.new("RGB", (1, 256))
        for i in range(256):
            t = i / 255 * (len(cols) - 1)
            k = min(int(t), len(cols) - 2)
            strip.putpixel((0, i), mix(cols[k], cols[k + 1], t - k))
        if y0 == 0 and x1 - x0 == self.w:  # a sky: let its last colour run to the bottom
            self.im.paste(mix(cols[-1], cols[-1], 0), (0, 0) + self.im.size)
        box = (int((x1 - x0) * SS), int((y1 - y0) * SS))
        self.im.paste(strip.resize(box, Image.BICUBIC), (int(x0 * SS), int(y0 * SS)))

    def glow(self, x, y, r, col, a=160):
        n = 96
        m = Image.new("L", (n, n))
        m.putdata([int(a * max(0, 1 - math.hypot(i % n - n / 2 + .5, i // n - n / 2 + .5) / (n / 2 - 1)) ** 1.9) for i in range(n * n)])
        m = m.resize((int(r * 2 * SS),) * 2, Image.BICUBIC)
        self.im.paste(Image.new("RGB", m.size, rgb(col)[:3]), (int((x - r) * SS), int((y - r) * SS)), m)

    def cone(self, x, y, ang, spread, length, col, a=90):
        """A beam of light that fades with distance."""
        for i in range(24):
            k = length * (1 - i / 24)
            p = [(x, y)] + [(x + math.cos(ang + s * spread) * k, y + math.sin(ang + s * spread) * k) for s in (-1, 1)]
            self.poly(p, col, a / 14)

    def haze(self, y0, y1, col, a):
        """A band of mist, thickest in the middle."""
        m = Image.new("L", (1, 64))
        for i in range(64):
            m.putpixel((0, i), int(a * math.sin(i / 63 * math.pi)))
        m = m.resize((self.w * SS, int((y1 - y0) * SS)), Image.BICUBIC)
        self.im.paste(Image.new("RGB", m.size, rgb(col)[:3]), (0, int(y0 * SS)), m)

    def arch(self, x, y, r, top, bottom):
        """A half disc filled with a gradient."""
        for i in range(40):
            y0, y1 = y - r + r * i / 40, y - r + r * (i + 1) / 40 + .6
            k = math.sqrt(max(0, r * r - (y - (y0 + y1) / 2) ** 2))
            self.rect(x - k, y0, x + k, y1, mix(top, bottom, i / 39))

    # -- finish
    def done(self):
        im = self.im.resize((self.w, self.h), Image.LANCZOS)
        gw, gh = self.w // 2, self.h // 2
        grain = Image.frombytes("L", (gw, gh), self.r.randbytes(gw * gh)).resize(im.size, Image.BICUBIC)
        grain = grain.point(lambda v: 128 + (v - 128) // 17).convert("RGB")
        return ImageChops.overlay(im, grain)


class Clip:
    """Just enough of a canvas to paint hills between two x's."""
    def __init__(self, c, x0, x1):
        self.c, self.x0, self.x1, self.w, self.h, self.r = c, x0, x1, c.w, c.h, c.r

    def poly(self, pts, col, a=255):
        self.c.poly([(min(max(x, self.x0), self.x1), y) for x, y in pts], col, a)


# --- painters: land, sea and sky ---------------------------------------------

def sun(c, x, y, r, col, halo=None):
    c.glow(x, y, r * 4, halo or col, 120)
    c.oval(x, y, r, col=col)


def stars(c, n, y1, col="#fdf3da", y0=0):
    for _ in range(n):
        s = c.r.choice([0.8, 1, 1.2, 1.9])
        c.oval(c.r.uniform(0, c.w), y0 + (y1 - y0) * c.r.random() ** 1.3, s, col=col, a=c.r.randint(110, 255))


def cloud(c, x, y, w, col, a=255):
    h = w * 0.09
    c.rect(x - w / 2, y - h, x + w / 2, y + h * .35, col, a, r=h * .65)
    c.rect(x - w * .27, y - h * 2, x + w * .22, y - h * .5, col, a, r=h * .7)
    c.rect(x - w * .1, y + h * .1, x + w * .65, y + h * 1.1, col, a, r=h * .5)


def hills(c, y, amp, col, waves=2.2, phase=None, bottom=None):
    ph = c.r.uniform(0, 6.3) if phase is None else phase
    top = [(x, y - amp * (.6 * math.sin(x / c.w * waves * 3.1 + ph) + .4 * math.sin(x / c.w * waves * 6.7 + ph * 2)))
           for x in range(-10, c.w + 20, 8)]
    c.poly(top + [(c.w + 10, bottom or c.h), (-10, bottom or c.h)], col)
    return top


def peaks(c, y, amp, col, n=9, snow=None):
    xs = [-60 + i * (c.w + 120) / n for i in range(n + 1)]
    ridge = []
    for i, x in enumerate(xs):
        ridge.append((x + c.r.uniform(-25, 25), y - (amp * c.r.uniform(.55, 1) if i % 2 else amp * c.r.uniform(.05, .35))))
    fine = []
    for (x0, y0), (x1, y1) in zip(ridge, ridge[1:]):
        for k in range(7):
            t = k / 7
            fine.append((x0 + (x1 - x0) * t, y0 + (y1 - y0) * t + c.r.uniform(-.05, .05) * amp))
    c.poly(fine + [(c.w + 60, c.h), (-60, c.h)], col)
    if snow:
        for x, yy in ridge[1::2]:
            k = amp * .2
            c.poly([(x, yy + 2), (x + k, yy + k * .95), (x + k * .4, yy + k * .7), (x, yy + k * 1.2),
                    (x - k * .35, yy + k * .75), (x - k, yy + k * 1.0)], snow)


def waves(c, y, col, amp=6, length=90, a=255, phase=0, bottom=None):
    top = [(x, y + amp * math.sin((x + phase) / length * 6.28)) for x in range(-10, c.w + 20, 6)]
    c.poly(top + [(c.w + 10, bottom or c.h), (-10, bottom or c.h)], col, a)


def sea(c, y, *cols, rows=6, amp=3):
    c.gradient(y, c.h, *cols)
    for i in range(rows):
        t = (i + .5) / rows
        waves(c, y + (c.h - y) * t ** 1.5, cols[-1], amp * (.5 + t * 2), 90 + 190 * t, 45, c.r.uniform(0, 400))


def glints(c, x, y0, y1, col, width=40, n=26, a=200):
    for i in range(n):
        t = (i + .5) / n
        y = y0 + (y1 - y0) * t ** 1.2
        w = width * (.4 + t * 1.5) * c.r.uniform(.35, 1)
        xx = x + c.r.uniform(-1, 1) * width * (.3 + t)
        h = 1 + 2.2 * t
        c.oval(xx, y, w, h, col, a * (1 - t * .6))


def pine(c, x, y, h, col, trunk=None):
    c.rect(x - h * .025, y - h * .7, x + h * .025, y, trunk or col)
    for dx, dy, w in ((0, .86, .3), (-.2, .76, .24), (.2, .75, .24), (0, .72, .36)):
        c.oval(x + dx * h, y - dy * h, w * h * .75, h * .1, col)


def poplar(c, x, y, h, col):
    c.line([(x, y), (x, y - h)], col, h * .022)
    for i in range(9):
        t = .25 + i * .075
        for s in (-1, 1):
            c.line([(x, y - h * t), (x + s * h * .09 * (1.25 - t), y - h * (t + .17))], col, max(1, h * .009))


def bush(c, x, y, w, col):
    for dx, dy, r in ((-.3, 0, .25), (0, -.12, .34), (.32, -.02, .26)):
        c.oval(x + dx * w, y + dy * w, r * w, col=col)


def blade(c, x, y, h, lean, w, col, a=255):
    c.taper([(x, y), (x + lean * .15, y - h * .4), (x + lean * .6, y - h * .75), (x + lean * 1.2, y - h)], col, w, w * .25, a)


def grass(c, n, y, h, w, cols, lean=30, x0=0, x1=None):
    for _ in range(n):
        x = c.r.uniform(x0, x1 or c.w)
        blade(c, x, y + c.r.uniform(-4, 12), h * c.r.uniform(.55, 1.1), lean * c.r.uniform(.2, 1.5), w, c.r.choice(cols))


def rain(c, n, col, a=80, slant=.25, length=34, w=1.4):
    for _ in range(n):
        x, y, k = c.r.uniform(-80, c.w), c.r.uniform(-40, c.h), length * c.r.uniform(.5, 1.2)
        c.line([(x, y), (x - slant * k, y + k)], col, w, a)


def rain_box(c, x0, y0, x1, y1, n, col="#eef6f2", a=120):
    for _ in range(n):
        x, y, k = c.r.uniform(x0 + 12, x1), c.r.uniform(y0, y1 - 34), c.r.uniform(12, 32)
        c.line([(x, y), (x - k * .22, y + k)], col, 1.6, a)


def fish(c, x, y, s, col, a=255, flip=1):
    c.blob([(x + s * flip, y), (x + s * .3 * flip, y - s * .36), (x - s * .6 * flip, y - s * .1),
            (x - s * flip, y - s * .36), (x - s * .86 * flip, y), (x - s * flip, y + s * .36),
            (x - s * .6 * flip, y + s * .1), (x + s * .3 * flip, y + s * .34)], col, a)
    c.oval(x + s * .62 * flip, y - s * .07, s * .07, col="#0d2f40", a=a)


def bird(c, x, y, s, col):
    c.curve([(x - s, y - s * .15), (x - s * .5, y - s * .45), (x, y), (x + s * .5, y - s * .45), (x + s, y - s * .15)], col, max(1.2, s * .14))


# --- painters: things people build -------------------------------------------

def house(c, x, y, w, h, wall, roof, lit=None, dark="#33404f", rows=2, cols=2, gable=False):
    c.rect(x, y - h, x + w, y, wall)
    c.rect(x + w * .72, y - h, x + w, y, "#000000", 18)
    if gable:
        c.poly([(x - w * .07, y - h), (x + w / 2, y - h - w * .48), (x + w * 1.07, y - h)], roof)
    else:
        c.poly([(x - w * .05, y - h), (x + w * .12, y - h - w * .3), (x + w * .88, y - h - w * .3), (x + w * 1.05, y - h)], roof)
    for i in range(cols):
        for j in range(rows):
            ww, wh = w * .16, min(h * .2, w * .24)
            wx = x + w * (i + 1) / (cols + 1) - ww / 2
            wy = y - h + h * (j + .35) / (rows + .25)
            c.rect(wx, wy, wx + ww, wy + wh, lit if lit and c.r.random() < .45 else dark, r=1)


def lighthouse(c, x, y, h, body="#f4e8d2", band="#c3553f", dark="#22303f", lamp="#ffe4a0"):
    def at(t, k=1):
        return h * (.105 - .045 * t) * k
    c.poly([(x - at(0), y), (x + at(0), y), (x + at(.8), y - h * .8), (x - at(.8), y - h * .8)], body)
    for t in (.14, .44):
        c.poly([(x - at(t), y - h * t), (x + at(t), y - h * t), (x + at(t + .15), y - h * (t + .15)),
                (x - at(t + .15), y - h * (t + .15))], band)
    c.poly([(x + at(0, .25), y), (x + at(0), y), (x + at(.8), y - h * .8), (x + at(.8, .25), y - h * .8)], "#000000", 34)
    c.rect(x - h * .085, y - h * .825, x + h * .085, y - h * .795, dark)
    c.rect(x - h * .045, y - h * .91, x + h * .045, y - h * .825, lamp)
    for dx in (-.045, -.015, .015, .045):
        c.line([(x + dx * h, y - h * .91), (x + dx * h, y - h * .825)], dark, h * .006)
    c.poly([(x - h * .062, y - h * .905), (x, y - h * .985), (x + h * .062, y - h * .905)], dark)
    c.line([(x, y - h * .97), (x, y - h * 1.02)], dark, h * .008)


def trawler(c, x, y, s, hull="#234a63", cabin="#f1e6d2", trim="#cf6a4d", flip=1, light=None, mast=None):
    def p(*q):
        return [(x + a * s * flip, y + b * s) for a, b in q]
    c.poly(p((-52, -14), (52, -20), (66, -34), (44, 8), (-44, 8)), hull)
    c.poly(p((-52, -14), (58, -22), (66, -34), (62, -24), (55, -14), (-50, -9)), trim)
    c.poly(p((-30, -12), (-30, -40), (4, -40), (9, -14)), cabin)
    c.poly(p((-35, -40), (8, -40), (5, -45), (-33, -45)), trim)
    for k in (-25, -13, -2):
        c.poly(p((k, -34), (k + 8, -34), (k + 8, -26), (k, -26)), light or "#3d5563")
    mast = mast or hull
    c.line(p((18, -16), (18, -84)), mast, 2.2 * s)
    c.line(p((18, -70), (58, -30)), mast, 1.1 * s)
    c.line(p((18, -78), (-30, -44)), mast, 1.1 * s)
    c.line(p((-42, -12), (-42, -50)), mast, 1.6 * s)
    if light:
        c.glow(x + 18 * s * flip, y - 84 * s, 34 * s, light, 210)
        c.oval(x + 18 * s * flip, y - 84 * s, 2.6 * s, col=light)


def sailboat(c, x, y, s, hull, sail, sail2):
    c.line([(x, y - 8 * s), (x, y - 122 * s)], hull, 2.4 * s)
    c.poly(spline([(x + 3 * s, y - 118 * s), (x + 40 * s, y - 60 * s), (x + 56 * s, y - 18 * s)], False) + [(x + 3 * s, y - 18 * s)], sail)
    c.poly([(x - 3 * s, y - 106 * s), (x - 40 * s, y - 18 * s), (x - 3 * s, y - 18 * s)], sail2)
    c.poly(spline([(x - 58 * s, y - 13 * s), (x - 44 * s, y + 10 * s), (x + 40 * s, y + 10 * s), (x + 66 * s, y - 16 * s)], False), hull)


def ferry(c, x, y, s, white="#e9e5da", hull="#2e4457", dark="#34495e", funnel="#b9694a"):
    c.poly([(x - 250 * s, y - 44 * s), (x + 262 * s, y - 44 * s), (x + 240 * s, y + 14 * s), (x - 236 * s, y + 14 * s)], hull)
    c.poly([(x - 250 * s, y - 100 * s), (x + 200 * s, y - 100 * s), (x + 285 * s, y - 46 * s), (x + 262 * s, y - 40 * s), (x - 250 * s, y - 40 * s)], white)
    c.line([(x + 186 * s, y - 98 * s), (x + 240 * s, y - 42 * s)], dark, 2 * s, 170)
    c.rect(x - 226 * s, y - 148 * s, x + 120 * s, y - 100 * s, white)
    c.rect(x - 60 * s, y - 184 * s, x + 96 * s, y - 148 * s, white)
    c.rect(x - 150 * s, y - 212 * s, x - 96 * s, y - 148 * s, funnel)
    c.rect(x - 150 * s, y - 212 * s, x - 96 * s, y - 200 * s, dark)
    c.rect(x + 40 * s, y - 176 * s, x + 98 * s, y - 162 * s, dark)
    c.rect(x - 250 * s, y - 103 * s, x + 204 * s, y - 99 * s, "#000000", 40)
    for i in range(15):
        c.rect(x - 212 * s + i * 22 * s, y - 134 * s, x - 198 * s + i * 22 * s, y - 120 * s, dark, r=2 * s)
    for i in range(17):
        c.oval(x - 228 * s + i * 24 * s, y - 74 * s, 5 * s, col=dark)
    c.line([(x + 60 * s, y - 184 * s), (x + 60 * s, y - 236 * s)], dark, 3 * s)


def turbine(c, x, y, h, col, turn=.4):
    c.taper([(x, y), (x, y - h * .5), (x, y - h)], col, h * .05, h * .025)
    for k in range(3):
        a = turn + k * 2.094
        dx, dy = math.cos(a), math.sin(a)
        c.poly([(x - dy * 4, y - h + dx * 4), (x + dx * h * .5, y - h + dy * h * .5), (x + dy * 3 + dx * 12, y - h - dx * 3 + dy * 12)], col)
    c.oval(x, y - h, h * .03, col=col)


def gear(c, x, y, r, teeth, col, hub, turn=0, spokes=5, hole=None):
    pts = []
    for i in range(teeth * 4):
        a = turn + i / (teeth * 4) * 6.2832
        k = r if i % 4 in (0, 1) else r * .9
        pts.append((x + math.cos(a) * k, y + math.sin(a) * k))
    c.poly(pts, col)
    c.oval(x, y, r * .74, col=hub)
    for k in range(spokes):
        a = turn + k * 6.2832 / spokes
        c.line([(x, y), (x + math.cos(a) * r * .8, y + math.sin(a) * r * .8)], col, r * .1)
    c.oval(x, y, r * .2, col=col)
    c.oval(x, y, r * .08, col=hole or hub)


def window(c, x, y, w, h, frame, panes=(2, 2), bar=5):
    """A frame; paint the view first."""
    for k in range(panes[0] + 1):
        xx = x + w * k / panes[0]
        c.line([(xx, y), (xx, y + h)], frame, bar if 0 < k < panes[0] else bar * 2)
    for k in range(panes[1] + 1):
        yy = y + h * k / panes[1]
        c.line([(x - bar, yy), (x + w + bar, yy)], frame, bar if 0 < k < panes[1] else bar * 2)
    c.rect(x - bar * 4, y + h, x + w + bar * 4, y + h + bar * 3, frame)


def lamp_post(c, x, y, h, col, light):
    c.taper([(x, y), (x, y - h * .5), (x, y - h)], col, h * .035, h * .018)
    c.glow(x, y - h * 1.03, h * .42, light, 190)
    c.poly([(x - h * .035, y - h), (x + h * .035, y - h), (x + h * .052, y - h * 1.08), (x - h * .052, y - h * 1.08)], light)
    c.poly([(x - h * .065, y - h * 1.08), (x, y - h * 1.14), (x + h * .065, y - h * 1.08)], col)


def jar(c, x, y, w, h, water, level, glass="#eaf2ea", label="#f6ecd6", lid="#c99a55"):
    c.rect(x, y - h, x + w, y, glass, 60, r=w * .16)
    top = y - h * .84 * level
    c.rect(x + 4, top, x + w - 4, y - 4, water, 225, r=w * .12)
    c.oval(x + w / 2, top, w / 2 - 5, 4, mix(water, "#ffffff", .35))
    c.rect(x + w * .2, y - h * .5, x + w * .8, y - h * .24, label, r=2)
    for k in (.42, .34):
        c.line([(x + w * .28, y - h * k), (x + w * (.72 if k > .4 else .55), y - h * k)], "#6b5a48", 1.4, 170)
    c.rect(x + w * .07, y - h - h * .09, x + w * .93, y - h + 3, lid, r=4)
    c.line([(x + w * .12, y - h * .88), (x + w * .12, y - h * .2)], "#ffffff", 3, 110)


def seat(c, x, y, w, h, red, dark, plate=None):
    c.rect(x - w * .5, y - h, x + w * .5, y, dark, r=w * .2)
    c.rect(x - w * .46, y - h * .97, x + w * .46, y + 4, red, r=w * .18)
    c.rect(x - w * .34, y - h * .83, x + w * .34, y, mix(red, "#000000", .13), r=w * .12)
    if plate:
        c.rect(x - w * .13, y - h * .72, x + w * .13, y - h * .6, plate, r=2)


def reel(c, x, y, r, col, dark):
    c.oval(x, y, r, col=dark)
    c.oval(x, y, r * .95, col=col)
    for k in range(5):
        a = k * 1.2566 + .5
        c.oval(x + math.cos(a) * r * .56, y + math.sin(a) * r * .56, r * .25, col=dark)
    c.oval(x, y, r * .15, col=dark)
    c.oval(x, y, r * .06, col=col)


def traces(c, x0, y0, x1, y1, col, n=14, a=160):
    for i in range(n):
        x, y = c.r.uniform(x0, x1), y0 + (y1 - y0) * (i + .5) / n
        pts, way = [(x, y)], c.r.choice([-1, 1])
        for _ in range(3):
            x += way * c.r.uniform(40, 150)
            pts.append((x, y))
            k = c.r.choice([-1, 1]) * c.r.choice([12, 24])
            x, y = x + way * abs(k), y + k
            pts.append((x, y))
        c.line(pts, col, 2.4, a)
        for px, py in (pts[0], pts[-1]):
            c.oval(px, py, 5.5, col=col, a=a)


def umbrella(c, x, y, r, col, dark, handle=None):
    c.line([(x, y), (x, y + r * 1.15)], handle or dark, r * .05)
    c.poly([(x + math.cos(t) * r, y + math.sin(t) * r * .78) for t in [math.pi + i * math.pi / 30 for i in range(31)]], col)
    c.poly([(x + math.cos(t) * r * .36, y + math.sin(t) * r * .78) for t in [math.pi + i * math.pi / 30 for i in range(31)]], dark, 60)
    c.line([(x, y - r * .76), (x, y - r * .88)], dark, r * .04)


def person(c, x, y, h, coat, legs, skin, hair=None, hat=None, lean=0, scarf=None):
    for dx in (-.055, .06):
        c.line([(x + dx * h, y - h * .4), (x + dx * 1.3 * h, y)], legs, h * .075)
        c.oval(x + dx * 1.3 * h + h * .02, y - h * .012, h * .055, h * .025, legs)
    t = x + lean * h
    c.blob([(t - h * .1, y - h * .8), (t + h * .1, y - h * .8), (x + h * .14, y - h * .55), (x + h * .17, y - h * .3),
            (x - h * .17, y - h * .3), (x - h * .14, y - h * .55)], coat)
    c.oval(t + h * .01, y - h * .895, h * .075, h * .085, skin)
    if hair:
        c.blob([(t - h * .08, y - h * .87), (t - h * .06, y - h * .98), (t + h * .04, y - h * .995), (t + h * .085, y - h * .93), (t, y - h * .93), (t - h * .03, y - h * .83)], hair)
    if hat:
        c.oval(t, y - h * .955, h * .09, h * .05, hat)
        c.rect(t - h * .1, y - h * .955, t + h * .12, y - h * .935, hat, r=2)
    if scarf:
        c.rect(t - h * .075, y - h * .83, t + h * .085, y - h * .785, scarf, r=h * .02)


# --- painters: animals --------------------------------------------------------

def dog(c, x, y, s, col, dark=None, pose="stand", ears="flop", tail="up", flip=1, collar=None, eye=None, patch=None, jumper=None):
    """A dog in profile. x, y is the ground under it; s is about a hundredth of its height."""
    dark = dark or mix(col, "#000000", .28)
    slim = pose == "grey"

    def t(pts):
        return [(x + a * s * flip, y + b * s) for a, b in pts]

    def limb(pts, k):
        c.blob(t(pts), k)

    hx, hy = 66, -122
    if pose in ("stand", "grey"):
        wag = {"up": [(-54, -84), (-72, -100), (-80, -124), (-70, -140)], "down": [(-54, -80), (-70, -66), (-76, -44), (-86, -32)],
               "curl": [(-52, -86), (-76, -104), (-70, -130), (-48, -124)], "stub": [(-54, -84), (-64, -96)],
               "flat": [(-54, -84), (-84, -86), (-112, -96)]}[tail]
        c.taper(t(wag), dark if slim else col, (7 if slim else 13) * s, 4 * s)
        if slim:
            for k, dx in ((dark, 12), (col, 0)):
                limb([(32 + dx, -60), (44 + dx, -60), (40 + dx, -30), (41 + dx, -6), (50 + dx, 0), (34 + dx, 0), (34 + dx, -28)], k)
                limb([(-58 + dx, -76), (-34 + dx, -70), (-40 + dx, -44), (-56 + dx, -26), (-52 + dx, -4), (-44 + dx, 0), (-60 + dx, 0), (-64 + dx, -24), (-56 + dx, -44)], k)
                if k == dark:
                    limb([(-56, -90), (-24, -98), (20, -94), (46, -100), (56, -78), (42, -50), (16, -52), (-18, -70), (-44, -62), (-60, -74)], col)
            limb([(26, -92), (50, -74), (76, -132), (60, -140)], col)
            hx, hy = 72, -140
            limb([(hx - 14, hy + 4), (hx - 4, hy - 13), (hx + 16, hy - 9), (hx + 46, hy + 3), (hx + 48, hy + 9), (hx + 14, hy + 11), (hx - 8, hy + 14)], col)
            limb([(hx - 10, hy - 6), (hx - 26, hy - 13), (hx - 22, hy - 1), (hx - 8, hy + 3)], dark)
            c.oval(*t([(hx + 47, hy + 5)])[0], 3.4 * s, 3 * s, "#1d1716")
            c.oval(*t([(hx + 8, hy - 3)])[0], 2.1 * s, col="#1d1716")
        else:
            for k, dx in ((dark, 14), (col, 0)):
                limb([(28 + dx, -62), (50 + dx, -62), (46 + dx, -30), (45 + dx, -8), (54 + dx, -1), (50 + dx, 1), (31 + dx, 1), (31 + dx, -28)], k)
                limb([(-62 + dx, -72), (-30 + dx, -66), (-38 + dx, -40), (-47 + dx, -24), (-44 + dx, -7), (-36 + dx, 0), (-58 + dx, 1), (-61 + dx, -22), (-66 + dx, -44)], k)
            limb([(-54, -88), (-20, -91), (20, -90), (46, -98), (60, -76), (46, -48), (10, -44), (-26, -53), (-52, -50), (-63, -70)], col)
            limb([(18, -90), (52, -56), (84, -106), (56, -134)], col)
    elif pose == "sit":
        c.taper(t([(-38, -10), (-62, -8), (-80, -18), (-86, -32)] if tail != "down" else [(-38, -8), (-62, -2), (-88, -4)]), col, 12 * s, 4 * s)
        limb([(30, -60), (48, -60), (47, -8), (58, -1), (34, 1)], dark)
        limb([(6, -112), (36, -106), (46, -76), (38, -40), (22, -10), (-10, 0), (-40, 0), (-54, -16), (-46, -48), (-20, -88)], col)
        limb([(20, -66), (40, -66), (38, -30), (38, -8), (48, -1), (44, 1), (24, 1), (24, -28)], col)
        limb([(-44, -6), (-42, -36), (-16, -46), (8, -26), (8, -6), (22, 0), (-20, 1)], mix(col, dark, .4))
        limb([(6, -104), (40, -92), (54, -118), (24, -136)], col)
        hx, hy = 36, -130
    elif pose == "crouch":
        c.taper(t([(-70, -40), (-92, -28), (-108, -16), (-122, -18)]), col, 14 * s, 5 * s)
        for k, dx in ((dark, 16), (col, 0)):
            limb([(26 + dx, -40), (48 + dx, -40), (66 + dx, -14), (84 + dx, -2), (62 + dx, 1), (44 + dx, -14)], k)
            limb([(-74 + dx, -46), (-40 + dx, -44), (-36 + dx, -22), (-52 + dx, -10), (-42 + dx, 0), (-66 + dx, 1), (-72 + dx, -14), (-80 + dx, -30)], k)
        limb([(-72, -56), (-30, -58), (20, -56), (52, -60), (62, -40), (40, -22), (-20, -26), (-66, -28), (-80, -42)], col)
        limb([(30, -58), (50, -30), (84, -46), (80, -66)], col)
        hx, hy = 82, -56
    if not slim:
        limb([(hx - 20, hy + 10), (hx - 16, hy - 12), (hx + 2, hy - 20), (hx + 18, hy - 11), (hx + 40, hy - 2), (hx + 44, hy + 6),
              (hx + 34, hy + 13), (hx + 12, hy + 17), (hx - 8, hy + 20)], col)
        if ears == "flop":
            limb([(hx - 14, hy - 15), (hx, hy - 13), (hx + 3, hy + 8), (hx - 4, hy + 26), (hx - 16, hy + 26), (hx - 20, hy + 6)], dark)
        elif ears == "prick":
            limb([(hx - 16, hy - 8), (hx - 14, hy - 38), (hx - 8, hy - 36), (hx + 5, hy - 15)], dark)
        elif ears == "half":
            limb([(hx - 16, hy - 8), (hx - 14, hy - 30), (hx - 2, hy - 30), (hx + 6, hy - 18), (hx - 2, hy - 16)], dark)
        c.oval(*t([(hx + 42, hy + 1)])[0], 5 * s, 4.2 * s, "#1d1716")
        c.oval(*t([(hx + 11, hy - 4)])[0], 2.6 * s, col=eye or "#1d1716")
    if patch and pose in ("stand", "crouch"):
        k = 0 if pose == "stand" else 30
        limb([(-36, -84 + k), (0, -86 + k), (10, -70 + k), (-18, -62 + k), (-40, -68 + k)], patch)
        limb([(30, -62 + k), (46, -78 + k), (58, -72 + k), (50, -54 + k)], patch)
    if jumper:
        a, b = jumper
        shape = [(-52, -90), (-24, -99), (20, -95), (40, -100), (62, -128), (74, -120), (58, -78), (44, -47), (16, -49), (-18, -68), (-44, -62), (-57, -76)]
        mask = Image.new("L", c.im.size, 0)
        ImageDraw.Draw(mask).polygon([(p * SS, q * SS) for p, q in spline(t(shape))], fill=255)
        cloth = Image.new("RGB", c.im.size, rgb(a)[:3])
        dd = ImageDraw.Draw(cloth)
        for k in range(-60, 90, 18):
            dd.line([(p * SS, q * SS) for p, q in t([(k + 10, -140), (k - 6, -30)])], fill=rgb(b)[:3], width=int(8 * s * SS))
        c.im.paste(cloth, (0, 0), mask)
    if collar:
        if slim:
            c.line(t([(58, -126), (72, -118)]), collar, 5 * s)
        elif pose == "sit":
            c.line(t([(14, -118), (46, -106)]), collar, 6 * s)
        elif pose == "stand":
            c.line(t([(44, -118), (70, -96)]), collar, 6 * s)


def sheep(c, x, y, s, wool="#f4ecdc", face="#3b3230", flip=1):
    for dx in (-22, -12, 14, 24):
        c.line([(x + dx * s, y - 22 * s), (x + dx * s, y)], face, 5 * s)
    for dx, dy, r in ((-26, -40, 17), (-10, -50, 18), (10, -50, 18), (26, -42, 17), (14, -32, 18), (-14, -32, 18), (0, -38, 20)):
        c.oval(x + dx * s, y + dy * s, r * s, col=wool)
    hx = x + 42 * s * flip
    c.blob([(hx - 10 * s, y - 60 * s), (hx + 8 * s, y - 58 * s), (hx + 12 * s * flip, y - 42 * s), (hx + 4 * s * flip, y - 32 * s), (hx - 8 * s, y - 44 * s)], face)
    c.oval(hx - 12 * s * flip, y - 56 * s, 8 * s, 4 * s, face)
    c.oval(hx - 2 * s * flip, y - 63 * s, 11 * s, 7 * s, wool)


def crane(c, x, y, s, col, red=None, flip=1):
    f = flip
    for dx in (-3, 5):
        c.line([(x + dx * s, y - 46 * s), (x + dx * s * 1.2, y - 22 * s), (x + dx * s, y)], col, 1.8 * s)
    c.blob([(x - 34 * s * f, y - 42 * s), (x - 14 * s * f, y - 62 * s), (x + 18 * s * f, y - 62 * s), (x + 24 * s * f, y - 52 * s), (x + 2 * s * f, y - 42 * s), (x - 22 * s * f, y - 34 * s)], col)
    c.taper([(x + 16 * s * f, y - 56 * s), (x + 27 * s * f, y - 76 * s), (x + 21 * s * f, y - 94 * s), (x + 28 * s * f, y - 106 * s)], col, 9 * s, 5 * s)
    c.oval(x + 29 * s * f, y - 107 * s, 5 * s, 4 * s, red or col)
    c.poly([(x + 31 * s * f, y - 110 * s), (x + 50 * s * f, y - 104 * s), (x + 31 * s * f, y - 105 * s)], col)


def seal(c, x, y, s, col, flip=1):
    f = flip
    c.blob([(x - 74 * s * f, y - 22 * s), (x - 66 * s * f, y - 10 * s), (x - 40 * s * f, y), (x + 30 * s * f, y), (x + 50 * s * f, y - 12 * s),
            (x + 66 * s * f, y - 40 * s), (x + 56 * s * f, y - 52 * s), (x + 42 * s * f, y - 46 * s), (x + 26 * s * f, y - 30 * s), (x - 20 * s * f, y - 28 * s), (x - 56 * s * f, y - 14 * s)], col)
    c.blob([(x + 14 * s * f, y - 10 * s), (x + 26 * s * f, y - 8 * s), (x + 22 * s * f, y + 5 * s), (x + 4 * s * f, y + 3 * s)], mix(col, "#000000", .25))
    c.oval(x + 58 * s * f, y - 44 * s, 2 * s, col="#1d1716")


# --- scenes: science ----------------------------------------------------------

@scene("spaniel-meadow")
def spaniel_meadow(c):
    c.gradient(0, 330, "#f6b48a", "#fbd9a8", "#fdeecb")
    sun(c, 850, 205, 62, "#fff4d6", "#ffdf9e")
    cloud(c, 230, 92, 260, "#fbe3c0", 170)
    cloud(c, 1010, 78, 200, "#fbe3c0", 140)
    hills(c, 285, 40, "#e2a184", 1.6, 1.0)
    hills(c, 305, 22, "#b98277", 2.4, 3.0)
    lighthouse(c, 1085, 288, 120)
    c.gradient(318, 675, "#3fa3a0", "#1b7384", "#0e4258", "#0a2c40")
    for x in (120, 300, 520, 700, 900, 1060):
        c.poly([(x, 326), (x + 70, 326), (x - 60, 675), (x - 210, 675)], "#bff0d8", 16)
    waves(c, 318, "#8fd3c0", 4, 120, 150, 0, 336)
    glints(c, 850, 322, 342, "#fff2cf", 70, 12)
    for cols, h, w, n in ((["#14586a", "#17616f"], 230, 9, 46), (["#1d7a70", "#22887a"], 190, 11, 44), (["#48b089", "#6cc495", "#2f9480"], 130, 12, 40)):
        grass(c, n, 690, h, w, cols, 52)
    for i in range(15):
        fish(c, 700 + 250 * c.r.random() + i * 8, 420 + 90 * c.r.random(), c.r.uniform(10, 17), c.r.choice(["#f3c98b", "#f6e6c8", "#ef8b5f"]), 235, -1)
    for x, y, s in ((190, 470, 15), (238, 492, 12), (160, 505, 12)):
        fish(c, x, y, s, "#f6e6c8", 225)
    for _ in range(26):
        c.oval(c.r.uniform(280, 620), c.r.uniform(380, 560), c.r.uniform(1.5, 4), col="#d8f6e4", a=110)
    # the boat, half in the water
    person(c, 262, 312, 150, "#2d5f74", "#22333f", "#b9785a", hat="#e0a03f", lean=.04)
    c.taper([(232, 262), (190, 300), (168, 350)], "#5a3a30", 7, 5)
    c.line([(256, 196), (268, 232), (240, 262)], "#25506a", 13)
    x, y, s = 492, 300, 1.3
    dog(c, x, y, s, "#5b3226", "#3f211b", "stand", "flop", "up", patch="#f3e2c8", collar="#e0603f")
    for pts, col in (([(-60, -88), (-82, -96), (-97, -116), (-92, -138), (-80, -150), (-66, -146), (-70, -126), (-64, -108)], "#5b3226"),
                     ([(-20, -54), (-14, -40), (-6, -46), (2, -36), (12, -44), (24, -38), (30, -50)], "#5b3226"),
                     ([(34, -78), (54, -92), (64, -74), (56, -66), (60, -56), (48, -56), (46, -46), (36, -54)], "#f3e2c8"),
                     ([(50, -138), (64, -138), (72, -112), (70, -86), (62, -72), (56, -80), (50, -70), (44, -82), (40, -104)], "#3f211b")):
        c.blob([(x + a * s, y + b * s) for a, b in pts], col)
    c.blob([(170, 290), (300, 304), (480, 300), (622, 262), (604, 306), (560, 352), (440, 368), (260, 364), (192, 342)], "#c8553d")
    c.poly(spline([(170, 286), (300, 301), (480, 297), (626, 256)], False) + spline([(622, 272), (480, 312), (300, 316), (174, 300)], False), "#f4e3c3")
    c.poly(spline([(186, 330), (260, 346), (440, 350), (578, 332)], False) + [(560, 352), (440, 370), (260, 366), (192, 342)], "#7d3328")
    waves(c, 328, "#9adcc8", 3, 100, 90, 40, 336)


@scene("comet-harbour")
def comet_harbour(c):
    c.gradient(0, 430, "#0b1b33", "#1c3b57", "#3f6f7c", "#c98d6d")
    stars(c, 240, 330)
    hx, hy = 690, 225
    for i in range(42):
        t = i / 42
        k = .25 + .75 * c.r.random() ** 1.4
        c.taper([(hx, hy), (hx - 180 * k, hy - (64 + 46 * t) * k), (hx - 560 * k, hy - (150 + 130 * t) * k)], "#fdf0cf", 9, 26 * k, 13)
    c.glow(hx, hy, 70, "#fff4d6", 240)
    c.oval(hx, hy, 9, col="#ffffff")
    hills(c, 425, 36, "#132a3e", 1.5, 2.2)
    lighthouse(c, 960, 420, 150, "#20394d", "#18303f", "#0f2233")
    c.glow(960, 290, 60, "#ffd98c", 220)
    sea(c, 428, "#8d766f", "#2b4b5e", "#0d2236")
    glints(c, 690, 440, 640, "#f6e6c8", 24, 18, 120)
    glints(c, 960, 440, 560, "#ffcf80", 14, 14, 150)
    for x, y, s in ((180, 500, .9), (330, 540, 1.2), (1090, 560, 1.3)):
        sailboat(c, x, y, s, "#0a1c2c", "#173247", "#132b3f")
    for i in range(70):
        x, y = c.r.uniform(0, 1200), c.r.uniform(450, 660)
        c.oval(x, y, c.r.uniform(3, 9), 1, "#f6e6c8", 60)


@scene("jars-of-rain")
def jars_of_rain(c):
    c.gradient(0, 675, "#3b4a52", "#27353d")
    c.gradient(70, 520, "#7fa7ad", "#b7cec5", x0=860, x1=1120)
    hills(Clip(c, 870, 1115), 470, 30, "#5d8a88", 2, 1, 520)
    c.rect(1120, 0, 1200, 675, "#2b3a42")
    rain_box(c, 866, 76, 1116, 515, 90)
    window(c, 865, 74, 252, 446, "#e9dcc0", (2, 3), 6)
    c.poly([(860, 520), (1120, 520), (900, 675), (420, 675)], "#cfe3d8", 16)
    tints = ["#8cc6c8", "#5fa5b5", "#b8d8cf", "#c9b681", "#d79a5b", "#7fb3a4", "#a7c9d6", "#e0bd7c", "#4c8aa3"]
    for row, y in enumerate((190, 382, 574)):
        x = 46
        while x < 770:
            w = c.r.choice([66, 74, 82])
            jar(c, x, y, w, c.r.choice([112, 124, 134]), c.r.choice(tints), c.r.uniform(.62, 1))
            x += w + c.r.choice([14, 18, 24])
        c.rect(0, y, 826, y + 18, "#8a6244")
        c.rect(0, y + 12, 826, y + 18, "#5f4130")
        c.rect(0, y + 18, 826, y + 34, "#000000", 40)
    c.rect(806, 0, 828, 675, "#744f38")
    c.rect(840, 600, 1200, 675, "#6c4935")
    c.rect(840, 592, 1200, 606, "#9a6d4a")
    jar(c, 930, 594, 90, 140, "#a7d3d8", .35)
    c.poly([(912, 420), (1038, 420), (986, 470), (986, 490), (964, 490), (964, 470)], "#d9a25e")
    c.oval(975, 420, 63, 9, "#f0c98a")


@scene("eelgrass-carbon")
def eelgrass_carbon(c):
    c.gradient(0, 360, "#8fc7c4", "#d8e6cf", "#f8ebcd")
    sun(c, 930, 120, 46, "#fff6da")
    cloud(c, 760, 90, 180, "#ffffff", 130)
    hills(c, 330, 24, "#9fbfae", 2, .5)
    c.gradient(330, 560, "#58b5ad", "#257b88", "#155a6c", x0=380)
    for k, (y, col) in enumerate(((520, "#6a5140"), (556, "#543d33"), (592, "#3f2d2a"), (630, "#2c2022"))):
        pts = [(x, y + 9 * math.sin(x / 130 + k * 1.7)) for x in range(340, 1220, 14)]
        c.poly(pts + [(1210, 690), (340, 690)], col)
        for _ in range(60):
            x = c.r.uniform(440, 1190)
            c.curve([(x, y + 20 + c.r.uniform(0, 20)), (x + 14, y + 16 + c.r.uniform(0, 24)), (x + 30, y + 22 + c.r.uniform(0, 18))], mix(col, "#8fae7c", .4), 1.6, 150)
    for cols, h, n in ((["#1d6d68"], 130, 34), (["#2f9a7c", "#46b086"], 105, 46), (["#78c796", "#58b88c"], 70, 40)):
        grass(c, n, 530, h, 9, cols, 34, 470, 1190)
    c.poly(spline([(-10, 236), (150, 226), (330, 236), (410, 262), (424, 330), (452, 420), (470, 500), (520, 560), (600, 690)], False) + [(-10, 690)], "#c79a6c")
    for y, col in ((330, "#b98659"), (420, "#a5734c"), (510, "#8f6042"), (590, "#74503b")):
        c.poly(spline([(-10, y), (140, y - 14), (300, y + 8), (424 + (y - 330) * .22, y + 6)], False) + [(470 + (y - 420) * .6, y + 70), (-10, y + 120)], col, 150)
    c.poly(spline([(-10, 236), (150, 226), (330, 236), (412, 264), (398, 276), (200, 252), (-10, 262)], False), "#6f8d4e")
    for x, h in ((40, 170), (128, 205), (215, 160), (292, 190), (362, 130)):
        pine(c, x, 238, h, c.r.choice(["#2f5f4c", "#386b50", "#28543f"]), "#6d4632")
    waves(c, 334, "#d9f2e2", 3, 110, 160, 0, 342)
    for i in range(8):
        fish(c, 640 + i * 34 + c.r.uniform(-10, 10), 386 + c.r.uniform(-18, 30), c.r.uniform(8, 12), "#f8e3b4", 230, -1)
    c.rect(390, 334, 424, 346, "#c79a6c")


@scene("lichen-wall")
def lichen_wall(c):
    c.gradient(0, 675, "#8b8577", "#6f6b62")
    y, row = 0, 0
    while y < 560:
        h = c.r.choice([92, 104, 118])
        x = -c.r.uniform(20, 160)
        while x < 1200:
            w = c.r.uniform(150, 270)
            col = mix(c.r.choice(["#a59d8b", "#968f80", "#b3aa95", "#8a8578", "#9c8f7d"]), "#3c4a4a", y / 1500)
            c.rect(x + 4, y + 4, x + w - 4, y + h - 4, col, r=12)
            c.rect(x + 4, y + h - 18, x + w - 4, y + h - 4, "#000000", 22, r=9)
            c.line([(x + 16, y + 8), (x + w - 16, y + 8)], "#fff6e0", 3, 60)
            x += w
        y += h
        row += 1
    kinds = [("#d98a35", "#eab25c", "#b9662a"), ("#b9beab", "#d2d5c2", "#949c89"), ("#7fa38c", "#a5c2a4", "#5b8471"), ("#e0b03a", "#f0cf6c", "#c48d24")]
    for _ in range(74):
        x, y = c.r.uniform(0, 1200), c.r.uniform(0, 520)
        r, (a, b, d) = c.r.choice([8, 11, 15, 20, 28, 38, 54, 76]), c.r.choice(kinds)
        n = 30 + int(r / 2)
        edge = [c.r.uniform(.86, 1.06) * (1 + .09 * math.sin(3 * i / n * 6.28 + x)) for i in range(n)]

        def crust(k, col, alpha=255):
            c.blob([(x + math.cos(i / n * 6.2832) * r * k * edge[i], y + math.sin(i / n * 6.2832) * r * k * edge[i]) for i in range(n)], col, alpha)
        crust(1.03, "#3f3a35", 70)
        crust(1, b)
        crust(.9, a)
        crust(.66, mix(a, d, .5), 170)
        crust(.4, mix(a, "#a59d8b", .55), 200)
        for _ in range(int(r)):
            q, k = c.r.uniform(0, 6.28), r * c.r.uniform(.1, .8)
            c.oval(x + math.cos(q) * k, y + math.sin(q) * k, c.r.uniform(1, 2.8), col=d, a=170)
    c.gradient(566, 675, "#3c7f78", "#15474d")
    waves(c, 560, "#3c7f78", 6, 160, 255, 0, 580)
    for i in range(6):
        waves(c, 580 + i * 18, "#79b8a6", 3, 130 + i * 40, 40, i * 60, 586 + i * 18)
    for x in range(0, 1200, 9):
        c.blob([(x, 548), (x + 10, 552), (x + 8, 580 + 12 * c.r.random()), (x - 2, 574)], c.r.choice(["#2f4a33", "#3d5a38", "#263f30"]), 200)
    # an iron mooring ring
    c.oval(600, 250, 17, 17, "#4a3a32")
    c.ring(600, 304, 58, "#4a3a32", 13)
    c.ring(598, 302, 58, "#7d5a43", 4, 200, 150, 280)


@scene("harbour-seals", folder="desk")
def harbour_seals(c):
    c.gradient(0, 330, "#f0a989", "#f8d3a6", "#fbeccb")
    sun(c, 330, 255, 52, "#fff3d2", "#ffd79a")
    hills(c, 315, 26, "#b98b86", 1.8, 2)
    lighthouse(c, 900, 312, 215)
    c.blob([(800, 330), (850, 302), (950, 300), (1030, 330)], "#6e5a60")
    sea(c, 322, "#dfa98a", "#5f9a9c", "#1e5a6a")
    glints(c, 330, 328, 470, "#fff0cb", 40, 24)
    c.blob([(-60, 560), (160, 470), (520, 446), (900, 468), (1260, 520), (1260, 720), (-60, 720)], "#e2c290")
    c.blob([(-60, 600), (240, 530), (620, 520), (1000, 546), (1260, 600), (1260, 720), (-60, 720)], "#cfa872")
    for i, (x, y, s, f) in enumerate(((250, 500, .9, 1), (430, 484, .8, -1), (610, 492, .95, 1), (800, 500, .8, 1), (960, 520, .95, -1),
                                      (330, 580, 1.35, -1), (590, 572, 1.2, 1), (840, 600, 1.5, 1), (1080, 590, 1.1, -1), (690, 634, .7, 1))):
        seal(c, x, y, s, ["#5d5a63", "#6f6a6d", "#7c7069", "#4c4d58"][i % 4], f)
        c.oval(x, y + 2, 62 * s, 5 * s, "#6d4d3a", 60)
    for x, y in ((520, 140), (570, 120), (640, 150)):
        bird(c, x, y, 14, "#8a6b70")


@scene("comet-over-town", folder="desk")
def comet_over_town(c):
    c.gradient(0, 520, "#172a52", "#35507c", "#8e7d97", "#f0ab84")
    stars(c, 130, 330)
    for i in range(26):
        t = i / 26
        k = .25 + .75 * c.r.random() ** 1.4
        c.taper([(800, 250), (800 - 100 * k, 250 - (60 + 16 * t) * k), (800 - 300 * k, 250 - (150 + 62 * t) * k)], "#fff4d6", 5, 17 * k, 18)
    c.glow(800, 250, 44, "#ffffff", 230)
    c.oval(800, 250, 6, col="#ffffff")
    hills(c, 520, 60, "#4b4a6c", 1.3, .6)
    x = -30
    while x < 1200:
        w, h = c.r.choice([84, 100, 118]), c.r.uniform(110, 210)
        house(c, x, 600 + c.r.uniform(-24, 20), w, h, c.r.choice(["#2c3355", "#353a60", "#252b4a"]), c.r.choice(["#1b2142", "#20264a"]), "#ffc978", "#1a2040", 3, 2, c.r.random() < .5)
        x += w * .94
    x = -70
    while x < 1200:
        w, h = c.r.choice([110, 130, 150]), c.r.uniform(70, 140)
        house(c, x, 700, w, h, "#171c38", "#11152d", "#ffbf69", "#0e1229", 2, 3, c.r.random() < .6)
        x += w


# --- scenes: world --------------------------------------------------------------

@scene("selvane-strait")
def selvane_strait(c):
    c.gradient(0, 330, "#16212f", "#2a3a4a", "#5c6c76", "#a7a49a")
    c.blob([(-80, 336), (40, 268), (220, 244), (330, 290), (440, 336)], "#22303d")
    c.blob([(760, 336), (900, 300), (1080, 276), (1280, 250), (1280, 340)], "#33424f")
    sea(c, 330, "#8d9290", "#3e4f5b", "#1a2733", rows=8, amp=2)
    for x, y, s in ((520, 392, .34), (700, 372, .22), (905, 410, .42), (330, 374, .2), (610, 354, .14)):
        trawler(c, x, y, s, "#18222c", "#26323d", "#18222c", 1 if x < 800 else -1, "#ffe2a8")
        glints(c, x + 6, y + 6, y + 90 * s + 36, "#ffe2a8", 7 * s + 3, 9, 130)
    for x, y in ((190, 300), (205, 304), (236, 296)):
        c.oval(x, y, 2, col="#ffdf9e", a=200)


@scene("ataruma-mountains")
def ataruma_mountains(c):
    c.gradient(0, 420, "#8fa3b3", "#c4c9c6", "#ecdfcd")
    c.oval(300, 150, 34, col="#f7f0e0", a=210)
    for y, amp, col, n in ((330, 210, "#a3b1b9", 7), (390, 190, "#7f929f", 9), (450, 170, "#5c7282", 8), (510, 130, "#40566a", 10)):
        peaks(c, y, amp, col, n, "#dfe2de" if y == 330 else None)
        c.haze(y + 20, y + 110, "#d8d6cc", 46)
    hills(c, 560, 22, "#2c3f50", 1.7, 2.0)
    for k in range(4):
        c.poly(spline([(-10, 588 + k * 26), (300, 576 + k * 25), (700, 592 + k * 24), (1210, 572 + k * 30)], False) + [(1210, 690), (-10, 690)], ["#26384a", "#213142", "#1c2a3a", "#172331"][k])
    for x, y, s in ((330, 592, .8), (450, 598, .9), (800, 600, 1.0), (930, 594, .8), (580, 628, 1.2)):
        c.poly([(x - 58 * s, y), (x - 6 * s, y - 56 * s), (x + 58 * s, y)], "#d9d2bf")
        c.poly([(x - 58 * s, y), (x - 6 * s, y - 56 * s), (x - 22 * s, y)], "#b3ae9f")
        c.poly([(x - 6 * s, y - 56 * s), (x + 6 * s, y), (x - 16 * s, y)], "#5f6a70")
    c.glow(700, 604, 110, "#ffc877", 210)
    c.rect(694, 596, 706, 614, "#ffe2a6", r=3)
    c.line([(700, 596), (700, 588)], "#2c3f50", 2)
    for x in (676, 728):
        person(c, x, 634, 60, "#15202d", "#111a25", "#3a3f47")


@scene("tesmark-valley")
def tesmark_valley(c):
    c.gradient(0, 420, "#5f6a7c", "#8f8f96", "#c9b6a4", "#dcc3a4")
    hills(c, 330, 70, "#7d8490", 1.3, .4)
    hills(c, 385, 56, "#646d7b", 1.7, 2.4)
    hills(c, 440, 34, "#4c5666", 1.2, 4.2)
    # one line of smoke
    c.taper([(742, 420), (736, 330), (764, 240), (744, 110), (800, -60)], "#4a4f5a", 12, 84, 66)
    c.taper([(742, 420), (738, 330), (760, 240), (746, 110), (792, -60)], "#3c424e", 6, 40, 44)
    for row, (y, k, cols) in enumerate(((470, .66, ["#56606f", "#4e5867"]), (510, .82, ["#434d5c", "#3c4655"]), (560, 1.05, ["#333d4b", "#2c3644"]))):
        x = 150 - row * 90
        while x < 1080 + row * 120:
            w, h = c.r.choice([62, 76, 90]) * k, c.r.uniform(42, 70) * k
            house(c, x, y + c.r.uniform(-5, 5), w, h, c.r.choice(cols), mix(cols[1], "#161c26", .5), None, mix(cols[1], "#161c26", .4), 1, 2, c.r.random() < .7)
            x += w * 1.08
    c.rect(486, 372, 520, 470, "#4a5464")
    c.poly([(480, 374), (503, 300), (526, 374)], "#343d4b")
    c.rect(497, 396, 509, 416, "#2a3340")
    c.rect(352, 528, 362, 540, "#ffcf8a")
    hills(c, 596, 16, "#222c3a", 1.6, 1)
    c.poly(spline([(-10, 640), (300, 622), (640, 650), (1210, 618)], False) + [(1210, 648), (640, 684), (300, 650), (-10, 668)], "#8b98a3", 140)
    for x, h in ((70, 270), (118, 310), (172, 250), (1010, 280), (1066, 330), (1120, 260), (1164, 300)):
        poplar(c, x, 640, h, "#1c2430")


@scene("tide-clock-island")
def tide_clock_island(c):
    c.gradient(0, 380, "#e98f6a", "#f3b884", "#fae0b0")
    sun(c, 905, 300, 74, "#fff0c4", "#ffd58c")
    cloud(c, 260, 110, 240, "#f7cfa2", 190)
    cloud(c, 1000, 96, 180, "#f7cfa2", 160)
    hills(c, 366, 16, "#c98a78", 1.2, 1)
    c.gradient(362, 675, "#e9b88b", "#a9978c", "#5d7f8a", "#34495e")
    glints(c, 905, 368, 560, "#fff0c8", 60, 30, 190)
    c.blob([(110, 400), (170, 330), (290, 262), (430, 250), (540, 300), (620, 370), (680, 404), (400, 420)], "#54614f")
    c.blob([(80, 404), (300, 384), (560, 386), (720, 410), (400, 426)], "#d3ab7c")
    for x, y, w, h, col in ((230, 330, 54, 46, "#f3e3c8"), (296, 300, 60, 50, "#e8c9a4"), (470, 322, 62, 48, "#f0dcbd"), (546, 350, 50, 36, "#e6bd97"), (182, 360, 44, 34, "#ecd3ae"), (400, 346, 66, 40, "#f6ead0"), (316, 362, 60, 38, "#ddb48e")):
        house(c, x, y, w, h, col, "#a44f3c", "#ffd98c", "#4b5560", 1, 2)
    c.rect(388, 140, 440, 312, "#f2e3c6")
    c.rect(424, 140, 440, 312, "#000000", 26)
    c.poly([(380, 142), (414, 82), (448, 142)], "#a44f3c")
    c.oval(414, 184, 23, col="#34495e")
    c.oval(414, 184, 19, col="#fbf3df")
    c.line([(414, 184), (414, 170)], "#34495e", 3)
    c.line([(414, 184), (425, 190)], "#34495e", 3)
    # the causeway, half uncovered
    road = spline([(600, 408), (700, 430), (800, 474), (850, 530), (840, 600), (800, 690)], False)
    far = spline([(640, 402), (760, 424), (890, 464), (976, 524), (1010, 600), (1030, 690)], False)
    c.poly(road + far[::-1], "#c99f78")
    c.poly([(x + 8, y) for x, y in road] + [(x - 10, y) for x, y in far[::-1]], "#e0bd92")
    for i in range(9):
        t = i / 8
        x, y = road[int(t * (len(road) - 1))]
        c.line([(x - 4, y), (x - 4, y - 18 - 44 * t)], "#4a3d44", 3 + 4 * t)
        c.line([(x - 4, y - 16 - 40 * t), (x - 4, y - 18 - 44 * t)], "#fbf3df", 3 + 4 * t)
    bx, by = 905, 560
    for k, col in ((0, "#cf5f45"), (34, "#34495e")):
        person(c, bx + k, by + k * .6, 74, col, "#3a2f3a", "#9c6247", hair="#3a2a28")
    c.oval(720, 560, 60, 8, "#f6d9b0", 130)
    c.oval(540, 610, 90, 9, "#f6d9b0", 100)
    for x, y in ((620, 190), (660, 174), (700, 200)):
        bird(c, x, y, 15, "#7a4a48")


@scene("senn-bridge")
def senn_bridge(c):
    c.gradient(0, 400, "#a9bcc6", "#d5dcda", "#f0e6d6")
    peaks(c, 300, 150, "#b7c5cb", 6, "#f4f4ee")
    hills(c, 350, 50, "#92a5ae", 1.4, 1)
    for side in (0, 1):
        for i in range(12):
            x = c.r.uniform(0, 330) if side == 0 else c.r.uniform(870, 1200)
            house(c, x, 400 + c.r.uniform(-22, 14), 54, 42, c.r.choice(["#d9cdb8", "#c7b8a2", "#e5dac6"]), c.r.choice(["#7a5a52", "#f1f1ec", "#8d6a5e"]), None, "#5a6470", 1, 2, True)
    c.gradient(415, 675, "#8fa9b4", "#5d7f8f", "#33566a")
    for i in range(46):
        x, y = c.r.uniform(0, 1200), 430 + 240 * c.r.random()
        c.oval(x, y, c.r.uniform(14, 60), 1.6, "#e6efee", 80)
    stone, shade = "#8c8377", "#665f59"
    top = spline([(-20, 420), (300, 372), (600, 350), (900, 372), (1220, 420)], False)
    c.poly(top + [(1220, 560), (-20, 560)], stone)
    for cx, r in ((150, 118), (450, 140), (750, 140), (1050, 118)):
        c.poly([(cx + math.cos(t) * (r + 14), 570 + math.sin(t) * (r * .98 + 14)) for t in [math.pi + i * math.pi / 40 for i in range(41)]], shade)
        c.arch(cx, 570, r, "#b5c5ca", "#5f8191")
    c.gradient(560, 675, "#4c6f80", "#2c4c60")
    for cx, r in ((150, 118), (450, 140), (750, 140), (1050, 118)):
        c.poly([(cx + math.cos(t) * r, 566 + abs(math.sin(t)) * r * .5) for t in [i * math.pi / 40 for i in range(41)]], "#b5c5ca", 60)
    for x in range(0, 1200, 46):
        y = 392 + 58 * ((x - 600) / 600) ** 2
        c.line([(x + c.r.uniform(-8, 8), y + 10), (x + c.r.uniform(10, 26), y + 10)], shade, 3, 120)
        c.line([(x + c.r.uniform(-20, 0), y + 34), (x + c.r.uniform(10, 26), y + 34)], shade, 3, 100)
    c.line([(x, y - 20) for x, y in top], stone, 10)
    c.line([(x, y - 26) for x, y in top], "#f1f1ec", 7)
    for i in range(0, len(top), 2):
        c.line([(top[i][0], top[i][1] - 20), top[i]], stone, 9)
    person(c, 540, 346, 112, "#7c3f3c", "#2d2a33", "#c58f72", hair="#d8d2c8", scarf="#e6b25c")
    person(c, 662, 346, 108, "#33566a", "#2d2a33", "#b07a5c", hair="#3a2f30", scarf="#cf8a55")
    c.rect(572, 290, 630, 296, "#6b4a38")
    for x in (578, 624):
        c.line([(x, 296), (x + (4 if x > 600 else -4), 344)], "#6b4a38", 4)
    c.blob([(590, 290), (588, 276), (600, 268), (612, 276), (610, 290)], "#3c4650")
    c.curve([(602, 264), (598, 248), (606, 236), (600, 218)], "#ffffff", 3, 150)
    c.glow(622, 282, 40, "#ffd28a", 180)
    for _ in range(150):
        c.oval(c.r.uniform(0, 1200), c.r.uniform(0, 660), c.r.choice([1.4, 2, 2.8]), col="#ffffff", a=190)


@scene("runway-cranes")
def runway_cranes(c):
    c.gradient(0, 390, "#f2b48f", "#f7d3a8", "#fbe9cb")
    sun(c, 600, 330, 96, "#fff3d4", "#ffd9a0")
    hills(c, 372, 14, "#d9a68e", 1.6, 1)
    c.rect(930, 226, 958, 372, "#8a6f72")
    c.poly([(900, 226), (988, 226), (976, 184), (912, 184)], "#6f5a63")
    c.rect(906, 192, 982, 212, "#ffe6ae")
    for x in (928, 944, 962):
        c.line([(x, 192), (x, 212)], "#6f5a63", 3)
    c.line([(944, 184), (944, 142)], "#6f5a63", 3)
    c.rect(990, 330, 1140, 372, "#9c7f7c")
    c.gradient(368, 675, "#d9b08a", "#a98f72", "#6c6a55")
    c.poly([(560, 368), (640, 368), (1000, 690), (200, 690)], "#8f8785")
    c.poly([(560, 368), (640, 368), (1000, 690), (200, 690)], "#f6d3a6", 46)
    for t0, t1 in ((.04, .09), (.15, .24), (.34, .48), (.62, .82)):
        y0, y1 = 368 + 322 * t0, 368 + 322 * t1
        c.poly([(600 - 26 * t0 - 1, y0), (600 + 26 * t0 + 1, y0), (600 + 26 * t1, y1), (600 - 26 * t1, y1)], "#fbf0dc", 220)
    for x, y, rx in ((330, 520, 120), (880, 500, 110), (260, 612, 150), (1000, 610, 140), (690, 470, 40)):
        c.oval(x, y, rx, rx * .12, "#ffe3b4", 210)
    c.haze(350, 420, "#fdeacb", 150)
    for _ in range(60):
        s = c.r.uniform(.18, .34)
        crane(c, c.r.uniform(60, 1140), 384 + 120 * s + c.r.uniform(-18, 14), s, "#8a7473", None, c.r.choice([-1, 1]))
    for x, y, s, f in ((300, 516, .8, 1), (390, 508, .72, -1), (850, 506, .78, 1), (935, 500, .7, -1), (470, 470, .5, 1), (760, 468, .5, -1)):
        crane(c, x, y, s, "#5b4b50", "#b8503c", f)
    for x, y, s, f in ((170, 640, 1.9, 1), (1010, 640, 2.2, -1), (890, 618, 1.6, 1), (300, 622, 1.5, -1)):
        crane(c, x, y, s, "#33292f", "#c9523c", f)
    for x, y, s in ((220, 120, 22), (280, 96, 20), (340, 110, 18), (400, 84, 16), (760, 110, 18), (820, 90, 16)):
        bird(c, x, y, s, "#7b5a58")
    grass(c, 90, 685, 60, 4, ["#4c4d3a", "#5d5c43", "#3b3f32"], 16, 0, 240)
    grass(c, 90, 685, 60, 4, ["#4c4d3a", "#5d5c43", "#3b3f32"], -16, 960, 1200)


@scene("umbrella-market")
def umbrella_market(c):
    c.gradient(0, 675, "#5f6f7c", "#43525f")
    for y in range(0, 680, 30):
        for x in range(-40 + (y // 30 % 2) * 22, 1220, 44):
            c.rect(x + 2, y + 2, x + 42, y + 28, c.r.choice(["#6d7c87", "#627280", "#596a78", "#748490"]), r=8)
    for _ in range(26):
        c.oval(c.r.uniform(0, 1200), c.r.uniform(0, 675), c.r.uniform(30, 90), c.r.uniform(12, 30), "#b8cad0", 60)
    cols = ["#c8553d", "#e0a03f", "#2f7f86", "#f1e3c6", "#7a4a68", "#3f5f8f", "#9bb08a", "#e58f7b", "#28384d"]
    for x, y, w, h in ((90, 130, 210, 80), (830, 90, 240, 84), (420, 560, 230, 80), (980, 520, 190, 80)):
        c.rect(x + 10, y + 14, x + w + 10, y + h + 14, "#000000", 70)
        for k in range(8):
            c.rect(x + w * k / 8, y, x + w * (k + 1) / 8, y + h, "#f6ead2" if k % 2 else "#b9503f")
        for k in range(9):
            c.oval(x + 14 + k * (w - 28) / 8, y + h + 18, 11, col=c.r.choice(["#e0a03f", "#8fae5c", "#c8553d"]))
    spots = []
    for _ in range(900):
        x, y, r = c.r.uniform(10, 1190), c.r.uniform(10, 665), c.r.choice([42, 50, 58, 66])
        if all(math.hypot(x - a, y - b) > (r + q) * .94 for a, b, q in spots):
            spots.append((x, y, r))
    for x, y, r in spots:
        col, turn = c.r.choice(cols), c.r.uniform(0, .8)
        c.oval(x + 9, y + 13, r * .97, col="#16202b", a=80)
        p = [(x + math.cos(turn + i * .7854) * r, y + math.sin(turn + i * .7854) * r) for i in range(8)]
        for i in range(8):
            a, b = p[i], p[(i + 1) % 8]
            m = ((a[0] + b[0]) / 2 * .94 + x * .06, (a[1] + b[1]) / 2 * .94 + y * .06)
            c.poly([(x, y), a, m, b], mix(col, "#000000" if i in (0, 1, 2, 7) else "#ffffff", (.16, .1, .05, .02, .1, .16, .08, .05)[i]))
        for a in p:
            c.line([(x, y), a], mix(col, "#000000", .3), 1.4, 120)
        c.oval(x, y, 4, col="#2a2326")
    rain(c, 170, "#eaf1f0", 90, .12, 26)


@scene("rescue-boats", folder="desk")
def rescue_boats(c):
    c.gradient(0, 340, "#4c5f70", "#8d9a9f", "#d6c5ae")
    c.blob([(500, 350), (640, 250), (840, 190), (1020, 210), (1260, 170), (1260, 360)], "#3c4b58")
    for i in range(13):
        x = 660 + i * 40
        house(c, x, 342 - (i % 3) * 26, 34, 34, c.r.choice(["#7d8890", "#8f989c", "#6d7983"]), "#2f3b47", "#ffd795", "#333f4b", 1, 2, True)
    c.rect(600, 338, 1200, 356, "#55606a")
    for x in range(640, 1200, 90):
        c.rect(x, 356, x + 12, 392, "#38444f")
    sea(c, 350, "#b5ab9d", "#5f7480", "#28394a", rows=7)
    for x, y, s in ((170, 400, .55), (360, 440, .85), (610, 500, 1.25)):
        trawler(c, x, y, s, "#28394a", "#a9aca6", "#4b5a66", 1, "#ffe2a8")
        c.oval(x - 20 * s, y + 11 * s, 92 * s, 5 * s, "#dcd9cf", 110)
        glints(c, x + 10, y + 14 * s, y + 90 * s, "#ffe2a8", 8 * s, 8, 90)
    for i in range(16):
        x = 668 + i * 32 + c.r.uniform(-8, 8)
        person(c, x, 340, 40, c.r.choice(["#2b3642", "#35414d", "#3f4a54"]), "#222c36", "#6a6460")


@scene("quelmo-road", folder="desk")
def quelmo_road(c):
    c.gradient(0, 420, "#35465a", "#66788a", "#b3a99d")
    peaks(c, 320, 230, "#566a7d", 6, "#aeb7bb")
    peaks(c, 420, 190, "#3d5165", 7)
    c.poly(spline([(-20, 250), (140, 330), (270, 420), (330, 540), (350, 690)], False) + [(-20, 690)], "#22303f")
    c.poly(spline([(1220, 210), (1080, 300), (960, 420), (900, 540), (880, 690)], False) + [(1220, 690)], "#1d2a38")
    c.gradient(600, 675, "#6d8290", "#41586a", x0=330, x1=900)
    for i in range(16):
        c.oval(c.r.uniform(350, 880), c.r.uniform(606, 668), c.r.uniform(16, 50), 2, "#dfe5e3", 80)
    c.poly(spline([(330, 690), (338, 600), (330, 540), (-20, 690)], False), "#22303f")
    c.poly(spline([(880, 690), (886, 600), (902, 540), (1220, 690)], False), "#1d2a38")
    c.rect(-10, 436, 1210, 452, "#2a3644")
    c.rect(250, 430, 980, 444, "#8a8378")
    for x in range(260, 980, 60):
        c.line([(x, 432), (x + 30, 484), (x + 60, 432)], "#8a8378", 5)
    c.line([(260, 484), (980, 484)], "#8a8378", 7)
    for x, s in ((470, 1.0), (680, 1.0), (880, 1.0)):
        c.rect(x - 104, 350, x + 22, 414, "#c9c1ae", r=6)
        for k in range(4):
            c.line([(x - 92 + k * 30, 350), (x - 92 + k * 30, 414)], "#a39c8c", 3)
        c.poly([(x + 26, 372), (x + 58, 372), (x + 74, 396), (x + 78, 420), (x + 26, 420)], "#6f7f78")
        c.poly([(x + 36, 379), (x + 56, 379), (x + 68, 396), (x + 36, 396)], "#2b3a48")
        c.rect(x - 106, 412, x + 78, 422, "#4a5651")
        for wx in (-78, -44, 50):
            c.oval(x + wx, 424, 14, col="#171f29")
            c.oval(x + wx, 424, 6, col="#5c6871")
        c.cone(x + 78, 412, .07, .12, 150, "#ffe7b5", 190)
        c.glow(x + 78, 412, 28, "#fff1cf", 240)
    for _ in range(70):
        c.oval(c.r.uniform(0, 1200), c.r.uniform(0, 675), c.r.choice([1.3, 1.9]), col="#ffffff", a=120)


@scene("ferry-quay", folder="desk")
def ferry_quay(c):
    c.gradient(0, 400, "#5d6c78", "#8d999d", "#c6c4b8")
    for x, y, w in ((150, 110, 360), (520, 74, 420), (930, 120, 400), (340, 190, 300), (1090, 210, 320), (760, 180, 260)):
        cloud(c, x, y, w, c.r.choice(["#75838d", "#6b7984", "#8b979c"]), 190)
    hills(c, 384, 36, "#6f7f88", 1.4, 2)
    sea(c, 388, "#a2a9a5", "#5b7480", "#263b4d", rows=7)
    ferry(c, 500, 470, 1.35)
    c.oval(500, 492, 350, 8, "#1c2d3c", 120)
    c.rect(880, 452, 1210, 690, "#4c525a")
    c.rect(880, 444, 1210, 462, "#757a7e")
    for x in (910, 1010, 1110):
        c.rect(x, 418, x + 26, 446, "#2a3038", r=5)
        c.rect(x - 6, 414, x + 32, 424, "#2a3038", r=4)
    c.curve([(850, 420), (880, 432), (922, 424)], "#2a3038", 4)
    for y in (500, 560, 620):
        c.rect(880, y, 1200, y + 5, "#000000", 40)
    c.rect(878, 470, 900, 690, "#2f353d")
    for x, y in ((200, 250), (250, 230), (1030, 300)):
        bird(c, x, y, 16, "#eef0ea")


# --- scenes: health -------------------------------------------------------------

@scene("blood-pressure")
def blood_pressure(c):
    c.gradient(0, 675, "#a9cbbb", "#8fb8aa")
    c.gradient(60, 420, "#bfe0e0", "#f3ead2", x0=90, x1=470)
    c.oval(360, 150, 36, col="#fff4d2")
    k = Clip(c, 96, 464)
    hills(k, 350, 30, "#7fb096", 3, 1, 420)
    hills(k, 388, 16, "#4f8a78", 2, 3, 420)
    for x, y, r in ((180, 250, 60), (220, 210, 52), (150, 205, 46)):
        c.oval(x, y, r, col="#3d7c68")
    c.rect(176, 270, 190, 410, "#6b4a3a")
    window(c, 90, 60, 380, 360, "#f7efdd", (2, 2), 7)
    c.poly([(480, 0), (560, 0), (520, 460), (486, 460)], "#f1e1c4", 200)
    c.poly([(60, 0), (84, 0), (78, 460), (20, 460)], "#f1e1c4", 200)
    # dial on the wall
    c.oval(800, 200, 128, col="#2c5d60")
    c.oval(800, 200, 114, col="#f7f0df")
    for i in range(31):
        a = 2.36 + i * 4.712 / 30
        r0 = 88 if i % 5 == 0 else 98
        c.line([(800 + math.cos(a) * r0, 200 + math.sin(a) * r0), (800 + math.cos(a) * 106, 200 + math.sin(a) * 106)], "#2c5d60", 4 if i % 5 == 0 else 2)
    c.ring(800, 200, 78, "#e59a77", 10, 255, 330, 404)
    c.ring(800, 200, 78, "#5f938c", 10, 255, 240, 326)
    c.line([(800, 200), (826, 116)], "#c4533f", 6)
    c.oval(800, 200, 12, col="#2c5d60")
    c.curve([(800, 328), (806, 400), (900, 430), (960, 470), (970, 520)], "#22464a", 10)
    c.rect(0, 528, 1200, 675, "#b9805a")
    c.rect(0, 520, 1200, 540, "#d39b70")
    for y in (570, 612, 648):
        c.line([(0, y), (1200, y + 3)], "#9c6848", 2, 120)
    c.blob([(880, 500), (1060, 488), (1150, 504), (1160, 556), (1060, 580), (890, 572), (868, 536)], "#2c5d60")
    c.blob([(890, 508), (1060, 496), (1140, 510), (1060, 522), (900, 530)], "#3f7a7a")
    c.rect(1084, 512, 1130, 566, "#16353a", r=6)
    c.poly([(520, 548), (770, 540), (806, 610), (536, 622)], "#f7efdd")
    c.poly([(520, 548), (544, 547), (562, 621), (536, 622)], "#e59a77")
    for i in range(5):
        c.line([(584 + i * 3, 562 + i * 11), (750 + i * 6 - (i % 3) * 40, 556 + i * 11)], "#5f938c", 3)
    c.line([(830, 612), (700, 586)], "#e0a03f", 8)
    c.poly([(700, 582), (688, 583), (699, 590)], "#3a2f2a")
    c.rect(280, 470, 400, 560, "#f4e6cc", r=22)
    c.rect(280, 500, 400, 512, "#e59a77")
    c.ring(410, 510, 28, "#f4e6cc", 11)
    c.oval(340, 472, 60, 10, "#d8c4a2")
    c.oval(340, 473, 53, 7, "#8a4f33")
    c.oval(340, 564, 92, 12, "#f4e6cc")
    for dx in (-18, 14):
        c.curve([(340 + dx, 452), (350 + dx, 420), (332 + dx, 394), (346 + dx, 356)], "#ffffff", 6, 120)


@scene("quiet-ward")
def quiet_ward(c):
    vx, vy = 600, 286

    def at(x, y, t):  # towards the far end of the corridor
        return (x + (vx - x) * t, y + (vy - y) * t)
    c.gradient(0, 675, "#12303a", "#0e252e")
    c.poly([(0, -40), (1200, -40), at(1200, -40, .8), at(0, -40, .8)], "#16363f")
    c.poly([(0, 690), (1200, 690), at(1200, 690, .8), at(0, 690, .8)], "#2a4f52")
    c.poly([(0, -40), at(0, -40, .8), at(0, 690, .8), (0, 690)], "#1e454c")
    c.poly([(1200, -40), at(1200, -40, .8), at(1200, 690, .8), (1200, 690)], "#1a3e46")
    # end wall and its window
    (x0, y0), (x1, y1) = at(0, -40, .8), at(1200, 690, .8)
    c.rect(x0, y0, x1, y1, "#24505a")
    c.gradient(y0 + 16, y1 - 24, "#2b4f86", "#5f86a8", "#a9c8c8", x0=x0 + 34, x1=x1 - 34)
    c.glow(632, 262, 46, "#fff4d8", 220)
    c.oval(632, 262, 16, col="#fff4d8")
    c.rect(x0 + 34, 318, x1 - 34, y1 - 24, "#2c5a7c")
    glints(c, 632, 320, 342, "#fff4d8", 10, 8)
    window(c, x0 + 34, y0 + 16, x1 - x0 - 68, y1 - y0 - 40, "#d8e0cf", (2, 2), 2.5)
    # doors
    for side in (0, 1):
        for t0, t1 in ((.06, .24), (.36, .48), (.56, .64), (.69, .74)):
            X = 0 if side == 0 else 1200
            q = [at(X, 150, t0), at(X, 150, t1), at(X, 660, t1), at(X, 660, t0)]
            c.poly(q, "#386b6c" if side == 0 else "#315f62")
            a, b = t0 + (t1 - t0) * .3, t0 + (t1 - t0) * .7
            lit = side == 1 and t0 == .36
            c.poly([at(X, 210, a), at(X, 210, b), at(X, 360, b), at(X, 360, a)], "#ffdca0" if lit else "#163840")
            k = t0 + (t1 - t0) * (.86 if side == 0 else .86)
            x, y = at(X, 440, k)
            c.oval(x, y, 9 * (1 - k), 5 * (1 - k), "#e9d8ae")
    # amber lights along the skirting, and their reflection in the floor
    for i in range(9):
        t = 1 - 1 / (1 + i * .42)
        for X in (0, 1200):
            a, b = at(X, 668, t), at(X, 668, min(t + .07 * (1 - t), .8))
            if t < .79:
                x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
                c.glow(x, y, 150 * (1 - t), "#ffb259", 150)
                c.line([a, b], "#ffd48c", 9 * (1 - t))
    c.poly([at(0, 690, .3), at(0, 690, .8), at(500, 690, .8), at(430, 690, .1)], "#ffb259", 10)
    c.poly([at(520, 690, 0), at(680, 690, 0), at(680, 690, .8), at(520, 690, .8)], "#a9c8d8", 34)
    # a nurse, small, walking away
    person(c, 540, 448, 118, "#dfeae0", "#7fa8a4", "#8c5a44", hair="#1d1716")
    c.oval(540, 450, 34, 5, "#000000", 70)


@scene("whisper-alarm")
def whisper_alarm(c):
    c.gradient(0, 675, "#14233f", "#1d3b55", "#2a5560")
    c.glow(820, 330, 480, "#2f6f78", 130)
    c.rect(150, 120, 470, 350, "#0c1a2c", r=18)
    c.rect(166, 136, 454, 334, "#123343", r=8)
    pts, y = [], 196
    for i in range(5):
        x = 176 + i * 56
        pts += [(x, y), (x + 20, y), (x + 26, y - 32), (x + 33, y + 20), (x + 38, y), (x + 56, y)]
    c.line([p for p in pts if p[0] < 446], "#8fe3bd", 4)
    c.line([(x, 262 + 16 * math.sin(x / 17)) for x in range(176, 446, 3)], "#e8c27a", 4)
    c.line([(x, 310 + 8 * math.sin(x / 30)) for x in range(176, 446, 3)], "#86b7dd", 4)
    c.rect(300, 350, 322, 620, "#0c1a2c")
    c.rect(210, 612, 412, 630, "#0c1a2c", r=8)
    for k, r in enumerate((80, 150, 226, 306, 390)):
        c.ring(470, 240, r, "#f0c98a", 5, 200 - k * 34, -34, 50)
    # a forearm, and the band
    c.blob([(1240, 420), (1100, 400), (960, 402), (880, 416), (820, 404), (770, 372), (742, 380), (752, 410), (716, 404), (664, 402), (644, 416), (664, 432), (690, 440), (652, 446), (640, 462), (664, 474), (700, 476), (674, 490), (682, 506), (720, 508), (790, 514), (880, 512), (1000, 530), (1240, 560)], "#b97f5f")
    c.blob([(1240, 560), (1000, 532), (880, 512), (790, 514), (880, 490), (1050, 500), (1240, 520)], "#9a6549")
    c.poly([(1060, 386), (1240, 400), (1240, 590), (1056, 556)], "#dfeae0")
    c.poly([(1060, 386), (1080, 388), (1076, 560), (1056, 556)], "#b9cfc6")
    c.glow(930, 455, 130, "#ffd48c", 190)
    c.blob([(906, 404), (956, 402), (960, 460), (952, 526), (902, 518), (908, 460)], "#16353a")
    c.rect(912, 432, 950, 486, "#f0c98a", r=9)
    c.oval(931, 450, 4.5, col="#16353a")
    c.oval(931, 468, 4.5, col="#16353a")
    outer = [(1010 + math.cos(a) * 44, 130 + math.sin(a) * 44) for a in [.9 + i * .11 for i in range(37)]]
    c.poly(outer + spline([outer[-1], (1000, 112), (998, 146), outer[0]], False), "#f5ecd2")
    stars(c, 26, 110)


@scene("pharmacy-boat")
def pharmacy_boat(c):
    c.gradient(0, 360, "#8fc9c6", "#cfe5d3", "#f7edd2")
    cloud(c, 220, 110, 230, "#ffffff", 190)
    cloud(c, 930, 80, 260, "#ffffff", 170)
    hills(c, 350, 22, "#8fb79b", 2.2, 1)
    hills(c, 362, 12, "#6a9c84", 3, 3)
    for i in range(7):
        house(c, 880 + i * 42, 362 - (i % 2) * 5, 38, 26, c.r.choice(["#fbf3df", "#f4d9bd", "#e7ead8"]), "#c9694c", None, "#5f7f86", 1, 2)
    sea(c, 360, "#b6dccb", "#69b3ac", "#2c7f86", rows=7, amp=2)
    glints(c, 600, 372, 640, "#ffffff", 260, 46, 90)
    # boat with the green cross
    x, y = 470, 508
    c.line([(x, y - 20), (x, y - 392)], "#6b4a38", 9)
    c.poly(spline([(x + 8, y - 380), (x + 130, y - 200), (x + 176, y - 56)], False) + [(x + 8, y - 56)], "#fdf7e7")
    c.poly([(x + 8, y - 380), (x + 30, y - 340), (x + 44, y - 56), (x + 8, y - 56)], "#e7dfca")
    c.poly([(x - 8, y - 346), (x - 8, y - 56), (x - 126, y - 56)], "#f4ead2")
    c.rect(x + 58, y - 190, x + 82, y - 106, "#2f9a72")
    c.rect(x + 28, y - 160, x + 112, y - 136, "#2f9a72")
    person(c, x - 84, y - 14, 124, "#fbf6ea", "#2c5d60", "#a86c4f", hair="#4a2f26")
    c.poly(spline([(x - 200, y - 46), (x - 160, y + 24), (x + 150, y + 24), (x + 232, y - 56)], False) + [(x + 120, y - 34), (x - 60, y - 30)], "#fbf6ea")
    c.poly(spline([(x - 184, y - 8), (x - 160, y + 24), (x + 150, y + 24), (x + 196, y - 14)], False), "#2f7f86")
    c.oval(x + 10, y + 28, 200, 9, "#1d5f68", 120)
    # jetty and queue
    c.rect(740, 470, 1210, 490, "#a5764f")
    c.rect(740, 486, 1210, 496, "#7a5338")
    for px in range(760, 1210, 74):
        c.rect(px, 490, px + 15, 610, "#6b4832")
        c.oval(px + 8, 610, 26, 4, "#1d5f68", 120)
    for px, col, hair in ((800, "#c9694c", "#d8d2c8"), (880, "#e0a03f", "#3a2a26"), (1060, "#5b7fa3", "#7a4a2c")):
        person(c, px, 471, 122, col, "#33474d", c.r.choice(["#c48a69", "#8a573f"]), hair=hair)
    dog(c, 968, 471, .48, "#7a4a2c", None, "sit", "flop", flip=-1)


@scene("lung-choir")
def lung_choir(c):
    c.gradient(0, 675, "#f0dfc2", "#e3bf98", "#b98463")
    for i in range(7):
        x = i * 200
        c.poly([(x - 16, 0), (x + 16, 0), (600 + (x - 600) * .5 + 6, 150), (600 + (x - 600) * .5 - 6, 150)], "#9c6848", 150)
    c.rect(0, 138, 1200, 156, "#8a5a40")
    for wx in (130, 530, 930):
        c.gradient(210, 430, "#cfe8df", "#f9f1da", x0=wx, x1=wx + 140)
        c.oval(wx + 70, 212, 70, 62, "#cfe8df")
        c.line([(wx + 70, 150), (wx + 70, 430)], "#8a5a40", 5)
        c.line([(wx, 300), (wx + 140, 300)], "#8a5a40", 5)
        c.rect(wx - 12, 428, wx + 152, 440, "#8a5a40")
    cols = ["#2c7f86", "#e07a54", "#e0a83f", "#5f9a7c", "#8f4f68", "#3f6f9c", "#d9936c"]
    for i in range(15):
        x = 110 + i * 70
        y = 470 + 26 * abs(math.sin(i * 1.3))
        p = [(x, y)]
        for k in range(1, 6):
            p.append((x + 46 * math.sin(i + k * 1.25) + (600 - x) * .05 * k, y - k * 66 - 6 * (i % 4)))
        c.taper(p, cols[i % 7], 4, 17, 165)
    for row, (y, col, n) in enumerate(((640, "#6b4038", 12), (690, "#4a2c2e", 10), (750, "#2f1d24", 8))):
        for i in range(n):
            x = 90 + (1020 / (n - 1)) * i + c.r.uniform(-10, 10)
            h = c.r.uniform(.94, 1.08) * (62 + row * 10)
            c.blob([(x - h * .7, y + 40), (x - h * .6, y - h * .6), (x - h * .2, y - h * 1.0), (x + h * .2, y - h * 1.0), (x + h * .6, y - h * .6), (x + h * .7, y + 40)], col)
            c.oval(x, y - h * 1.42, h * .33, h * .4, col)
            style = c.r.random()
            if style < .4:
                c.oval(x, y - h * 1.86, h * .15, col=col)
            elif style < .7:
                c.blob([(x - h * .42, y - h * 1.1), (x - h * .38, y - h * 1.7), (x, y - h * 1.9), (x + h * .38, y - h * 1.7), (x + h * .42, y - h * 1.1)], col)


# --- scenes: technology ---------------------------------------------------------

@scene("tide-machine")
def tide_machine(c):
    c.gradient(0, 675, "#33345f", "#252548")
    c.gradient(50, 400, "#8fb9cc", "#e9ddc8", x0=820, x1=1140)
    k = Clip(c, 826, 1134)
    hills(k, 300, 10, "#6d8fa6", 2, 1, 330)
    c.gradient(300, 400, "#5f93aa", "#3b6f8c", x0=820, x1=1140)
    glints(c, 980, 304, 396, "#fff0cf", 50, 16, 160)
    sailboat(c, 1040, 330, .45, "#2b3c55", "#fff5de", "#f0d9b4")
    window(c, 820, 50, 320, 350, "#d9c7a6", (2, 2), 7)
    c.poly([(820, 400), (1140, 400), (900, 675), (380, 675)], "#f6e6c8", 18)
    brass, dark, pale = "#d9a24a", "#8a5f2a", "#f2cf83"
    c.rect(60, 44, 780, 66, "#5a3a2a", r=4)
    c.rect(60, 470, 780, 500, "#5a3a2a", r=4)
    for x in (70, 754):
        c.rect(x, 44, x + 18, 500, "#6d4833")
    spots = [(190, 170, 92, 32), (370, 150, 70, 26), (520, 190, 86, 30), (676, 150, 62, 22), (150, 350, 64, 24), (290, 320, 78, 28), (440, 350, 66, 24), (570, 370, 58, 20), (690, 310, 80, 28)]
    for i, (x, y, r, n) in enumerate(spots):
        c.oval(x + 8, y + 12, r, col="#0d0e24", a=90)
        gear(c, x, y, r, n, [brass, "#c98f3c", "#e2b25c"][i % 3], [mix("#33345f", "#000000", .2), "#3d3f70", "#2b2c55"][i % 3], i * .37, 5 + i % 2, pale)
        c.ring(x, y, r * .82, pale, 2, 170, 190, 300)
    wire = [(100, 90), (190, 78), (276, 240), (370, 80), (446, 250), (520, 104), (606, 236), (676, 88), (742, 180), (770, 300), (716, 470), (716, 560)]
    c.line(wire, "#f6ecd6", 3, 220)
    c.rect(0, 590, 1200, 675, "#4a2f2a")
    c.rect(0, 582, 1200, 596, "#7a5040")
    c.poly([(300, 545), (1130, 545), (1180, 640), (250, 640)], "#f8efda")
    for t in range(1, 4):
        c.line([(300 - 12 * t, 545 + 24 * t), (1130 + 12 * t, 545 + 24 * t)], "#cdbfa3", 1.5)
    c.line([(x, 594 + (18 * math.sin(x / 27) * (.7 + .3 * math.sin(x / 120)))) for x in range(290, 718, 3)], "#2c3f7a", 4)
    c.oval(1155, 592, 26, 49, "#e7dabf")
    c.oval(1155, 592, 12, 24, "#8a5f2a")
    c.rect(708, 470, 724, 580, dark)
    c.poly([(708, 578), (724, 578), (717, 602)], "#1f2147")
    c.line([(60, 420), (24, 420), (24, 470)], brass, 10)
    c.rect(12, 466, 36, 506, "#5a2f26", r=8)


@scene("village-mast")
def village_mast(c):
    c.gradient(0, 480, "#6f7fb5", "#b6b3cf", "#f3d9bd", "#f8e6c6")
    sun(c, 240, 300, 46, "#fff3d0", "#ffdca0")
    hills(c, 400, 60, "#9a95bb", 1.4, 2)
    hills(c, 450, 46, "#7d7ba6", 2, .4)
    c.poly(spline([(-20, 560), (250, 500), (520, 380), (760, 300), (960, 290), (1220, 350)], False) + [(1220, 690), (-20, 690)], "#5d6c58")
    c.poly(spline([(-20, 640), (300, 590), (620, 560), (900, 590), (1220, 560)], False) + [(1220, 690), (-20, 690)], "#46573f")
    for x, h, t in ((640, 170, .2), (1010, 200, .75), (1120, 160, 1.3)):
        turbine(c, x, 350 if x < 700 else 310, h, "#fbf6ea", t)
    for x, y, w, h in ((470, 470, 70, 50), (550, 440, 76, 54), (636, 420, 66, 50), (716, 400, 80, 60), (806, 400, 72, 52), (890, 404, 70, 54), (520, 520, 80, 56), (612, 494, 84, 58), (706, 474, 78, 56), (796, 476, 86, 60), (896, 478, 76, 54), (970, 440, 70, 50), (660, 552, 86, 58), (760, 548, 90, 60), (868, 550, 82, 56), (980, 520, 80, 56)):
        house(c, x, y, w, h, c.r.choice(["#fbf5e6", "#f6ead2", "#efe0c8"]), c.r.choice(["#c8694a", "#b9583f", "#d37f58"]), "#ffcf80", "#4b4c77", 1, 2)
    c.rect(838, 290, 880, 404, "#fbf5e6")
    c.poly([(832, 292), (859, 240), (886, 292)], "#b9583f")
    c.oval(859, 318, 8, 10, "#4b4c77")
    mx, my = 790, 150
    c.taper([(mx, 360), (mx, 250), (mx, my)], "#2b2d55", 9, 4)
    for k in range(6):
        y = 190 + k * 28
        c.line([(mx - 14 - k, y), (mx + 14 + k, y)], "#2b2d55", 3)
    for k in range(4):
        c.ring(mx, my, 40 + k * 36, "#e0803f", 5, 230 - 45 * k, 196, 250)
        c.ring(mx, my, 40 + k * 36, "#e0803f", 5, 230 - 45 * k, 290, 344)
    c.oval(mx, my, 8, col="#e0803f")
    for x, y, s in ((150, 600, .55), (230, 622, .6), (320, 596, .5)):
        sheep(c, x, y, s, "#fbf3e0", "#4a3a36", 1)
        c.line([(x + 40 * s, y - 66 * s), (x + 30 * s, y - 84 * s)], "#4a3a36", 3)
    for x in (60, 410, 1110, 1180):
        bush(c, x, 612, 90, "#33452f")


@scene("repair-cafe")
def repair_cafe(c):
    c.gradient(0, 430, "#5b5f9a", "#474a80")
    c.rect(40, 36, 560, 360, "#b98a5e", r=8)
    for y in range(60, 350, 26):
        for x in range(62, 550, 26):
            c.oval(x, y, 2.4, col="#8a6142")
    steel, red, amber = "#d9dbe3", "#c8553d", "#e0a03f"
    for k, x in enumerate((92, 136, 180)):
        c.rect(x, 80, x + 18, 150, [red, amber, "#2f7f86"][k], r=7)
        c.rect(x + 6, 150, x + 12, 230, steel)
    c.ring(266, 112, 26, steel, 13, 255, 110, 430)
    c.rect(258, 130, 275, 250, steel, r=5)
    c.line([(350, 92), (352, 170), (330, 250)], red, 13)
    c.line([(372, 92), (368, 170), (392, 250)], red, 13)
    c.poly([(346, 76), (376, 76), (372, 140), (352, 140)], steel)
    c.rect(440, 90, 456, 250, "#7a5040", r=4)
    c.rect(418, 80, 500, 112, steel, r=5)
    for k in range(5):
        c.ring(120 + k * 92, 314, 20 - k % 2 * 5, [amber, "#2f7f86", red, "#f3e6d3", "#6d6ba3"][k], 6)
    for r in range(4):
        for q in range(6):
            x, y = 640 + q * 88, 60 + r * 78
            c.rect(x, y, x + 80, y + 70, c.r.choice(["#a5744c", "#b07f55", "#97683f"]), r=4)
            c.rect(x + 22, y + 12, x + 58, y + 30, "#f6ecd6", r=2)
            c.oval(x + 40, y + 48, 6, col="#e2c27a")
    c.poly([(770, 130), (560, 470), (1080, 470)], "#ffe2a0", 40)
    c.rect(0, 468, 1200, 500, "#c98f5c")
    c.gradient(496, 675, "#1f2147", "#171937")
    traces(c, 20, 506, 1180, 666, "#e0a03f", 15, 150)
    c.line([(930, 470), (990, 300), (780, 130)], "#2b2d55", 11)
    c.poly([(726, 150), (760, 96), (816, 112), (826, 172)], "#c8553d")
    c.oval(776, 164, 48, 12, "#fff0c4")
    c.oval(930, 468, 60, 13, "#2b2d55")
    # the toaster
    c.rect(360, 328, 640, 462, "#d5d9e2", r=44)
    c.rect(360, 328, 640, 378, "#eceef3", r=40)
    c.rect(360, 420, 640, 462, "#a9aebd", r=28)
    for x in (410, 516):
        c.rect(x, 322, x + 86, 340, "#33364f", r=8)
    c.rect(420, 286, 486, 334, "#d9a05f", r=12)
    c.rect(427, 293, 479, 334, "#f0c98a", r=8)
    c.rect(640, 360, 664, 378, "#33364f", r=5)
    c.oval(602, 420, 15, col="#33364f")
    c.line([(602, 420), (610, 410)], "#eceef3", 3)
    c.rect(380, 460, 410, 470, "#33364f")
    c.rect(590, 460, 620, 470, "#33364f")
    c.curve([(360, 430), (300, 430), (270, 462), (200, 456), (150, 466)], "#33364f", 7)
    for x in (700, 724, 742, 1010, 1034):
        c.oval(x, 462, 7, 4, "#8d92a6")
    c.rect(1040, 400, 1110, 470, "#f3e6d3", r=8)
    c.ring(1116, 434, 20, "#f3e6d3", 9)
    c.rect(1040, 418, 1110, 428, "#c8553d")


@scene("boat-mesh")
def boat_mesh(c):
    c.gradient(0, 330, "#12163c", "#272b63", "#5a4f86", "#a3708c")
    stars(c, 190, 280)
    c.oval(1010, 110, 40, col="#fbeccb")
    c.glow(1010, 110, 150, "#fbeccb", 80)
    hills(c, 330, 14, "#201f4c", 1.2, 2)
    for x, y in ((60, 322), (84, 318), (104, 324), (140, 320), (164, 325), (40, 326)):
        c.oval(x, y, 2.4, col="#ffcf80")
    sea(c, 328, "#6e5a86", "#2c3269", "#11143a", rows=8)
    boats = [(190, 372, .42, 1), (420, 410, .62, -1), (690, 386, .5, 1), (960, 420, .72, -1), (280, 540, 1.25, 1), (640, 510, 1.0, -1), (1000, 586, 1.5, -1)]
    tops = [(x + 18 * s * f, y - 84 * s) for x, y, s, f in boats]
    for a, b in ((0, 1), (1, 2), (2, 3), (1, 4), (4, 5), (5, 2), (5, 6), (3, 6)):
        (x0, y0), (x1, y1) = tops[a], tops[b]
        my = (y0 + y1) / 2 - abs(x1 - x0) * .16
        p = spline([(x0, y0), ((x0 + x1) / 2, my), (x1, y1)], False, 14)
        c.line(p, "#f0b85a", 7, 40)
        c.line(p, "#ffdc96", 2.4, 220)
        for i in range(3, len(p) - 2, 6):
            c.oval(*p[i], 3.4, col="#fff2cf")
    for x, y, s, f in boats:
        trawler(c, x, y, s, "#171b45", "#4c4a80", "#b9654f", f, "#ffd98c", "#8a83b0")
        glints(c, x + 8, y + 10 * s, y + 70 * s, "#ffcf80", 9 * s, 8, 110)


@scene("harbour-masts", folder="desk")
def harbour_masts(c):
    c.gradient(0, 430, "#d9603f", "#ee9a58", "#f8cf8f")
    sun(c, 320, 380, 84, "#ffe9b0", "#ffcf80")
    cloud(c, 850, 110, 300, "#e88a5c", 180)
    cloud(c, 480, 70, 200, "#e88a5c", 150)
    hills(c, 424, 22, "#8c4a5c", 1.5, 1)
    sea(c, 424, "#f0b070", "#9a5668", "#3a3560", rows=7)
    glints(c, 320, 430, 600, "#ffe9b0", 60, 26)
    ink = "#2b2450"
    for i in range(11):
        x = 500 + i * 64 + c.r.uniform(-12, 12)
        h = c.r.uniform(150, 270)
        c.line([(x, 500), (x, 500 - h)], ink, 4)
        c.line([(x, 500 - h), (x + 40, 480)], ink, 1.4)
        c.line([(x, 500 - h), (x - 36, 480)], ink, 1.4)
        c.line([(x - 16, 500 - h * .72), (x + 16, 500 - h * .72)], ink, 3)
    for x, s, col in ((560, 1.15, "#2b2450"), (720, 1.0, "#43305f"), (860, 1.2, "#2b2450"), (1020, 1.0, "#43305f"), (1140, 1.15, "#2b2450")):
        trawler(c, x, 510, s, col, "#7a4a68", "#e58a4f", 1)
    mx, my = 738, 408
    for k in range(4):
        c.ring(mx, my - 70, 26 + k * 26, "#fff0c8", 5, 240 - 50 * k, 200, 340)
    c.line([(mx, 480), (mx, my - 66)], ink, 4)
    c.oval(mx, my - 70, 7, col="#fff0c8")
    c.rect(0, 610, 1200, 690, "#211b3c")
    for x in range(40, 1200, 150):
        c.rect(x, 586, x + 30, 614, "#211b3c", r=6)
        c.rect(x - 6, 582, x + 36, 594, "#211b3c", r=5)


@scene("dimmed-street", folder="desk")
def dimmed_street(c):
    c.gradient(0, 480, "#131a45", "#343b7a", "#7d6a9c", "#c98f8f")
    stars(c, 360, 360)
    for i in range(22):
        k = .25 + .75 * c.r.random() ** 1.4
        c.taper([(664, 190), (664 + 70 * k, 190 - (46 + i) * k), (664 + 190 * k, 190 - (96 + 2.4 * i) * k)], "#fff4d6", 4, 12 * k, 20)
    c.glow(664, 190, 34, "#ffffff", 230)
    c.oval(664, 190, 5, col="#ffffff")
    for i in range(130):
        t = c.r.random()
        x, y = 250 + 760 * t + c.r.gauss(0, 46), 30 + 260 * (1 - t) + c.r.gauss(0, 34)
        c.oval(x, y, c.r.uniform(.8, 2), col="#fdf3da", a=150)
    c.rect(0, 404, 1200, 675, "#232654")
    for side in (0, 1):
        for i in range(6, -1, -1):
            t = i / 7
            w = 190 * (1 - t) + 50
            x = (-30 + 520 * t) if side == 0 else (1230 - 520 * t - w)
            base = 690 - 300 * t
            h = (330 - 120 * (i % 2) * .5) * (1 - t * .72)
            col = mix(["#3a3c75", "#454686", "#333568", "#524a86"][i % 4], "#161a40", .25 if side else .05)
            house(c, x, base + 40, w, h + 40, col, "#1b1e48", "#e8b25c" if i % 2 else None, "#20234f", 3, 2, i % 2 == 0)
    c.poly([(300, 690), (900, 690), (640, 404), (560, 404)], "#2c2f62")
    for k in range(12):
        t = (k / 12) ** 1.5
        y = 404 + 286 * t
        half = 40 + 260 * t
        c.line([(600 - half, y), (600 + half, y)], "#3b3e78", 1 + 5 * t)
    for x, y, h in ((330, 640, 230), (858, 640, 230), (430, 530, 140), (764, 530, 140), (500, 460, 86), (698, 460, 86)):
        c.taper([(x, y), (x, y - h / 2), (x, y - h)], "#11143a", h * .04, h * .02)
        c.glow(x, y - h, h * .2, "#e0a24f", 130)
        c.rect(x - h * .035, y - h * 1.04, x + h * .035, y - h * .96, "#d99a4a", r=3)
    person(c, 560, 590, 92, "#171a3f", "#11143a", "#4a4470")
    dog(c, 620, 590, .38, "#171a3f", "#11143a", "stand", "half", "curl")


@scene("tool-library", folder="desk")
def tool_library(c):
    c.gradient(0, 675, "#7a5040", "#5d3a30")
    cols = ["#c8553d", "#e0a03f", "#2f7f86", "#f1e3c6", "#4a4c86", "#7a8f68", "#9a4a5c", "#d9b48a"]

    def books(x, x1, y, h):
        while x < x1 - 26:
            w, k = c.r.uniform(18, 40), h * c.r.uniform(.66, .95)
            col = c.r.choice(cols)
            c.rect(x, y - k, x + w, y, col, r=2)
            c.rect(x + 3, y - k * .8, x + w - 3, y - k * .74, "#fff3d6", 150)
            c.rect(x + w - 4, y - k, x + w, y, "#000000", 40)
            x += w + 1.5
    for i, y in enumerate((214, 424, 634)):
        c.rect(40, y - 186, 1160, y, "#3f2722")
        c.rect(40, y - 186, 1160, y - 168, "#000000", 60)
    books(56, 330, 214, 160)
    books(600, 800, 214, 160)
    books(1010, 1150, 214, 160)
    books(56, 200, 424, 160)
    books(540, 700, 424, 160)
    books(960, 1150, 424, 160)
    books(330, 640, 634, 160)
    books(900, 1060, 634, 160)
    # drill
    c.rect(370, 96, 520, 146, "#e0a03f", r=16)
    c.rect(520, 110, 556, 132, "#3a3c55", r=4)
    c.line([(556, 121), (590, 121)], "#d9dbe3", 6)
    c.poly([(390, 140), (440, 140), (426, 196), (384, 196)], "#c98a2c")
    c.rect(370, 190, 446, 214, "#3a3c55", r=6)
    # globe
    c.oval(900, 110, 62, col="#2f7f86")
    c.blob([(864, 80), (900, 66), (916, 96), (890, 120), (866, 112)], "#8fb58a")
    c.blob([(912, 122), (944, 108), (946, 142), (922, 156)], "#8fb58a")
    c.ring(900, 110, 72, "#d9a24a", 6, 255, 270, 90)
    c.rect(893, 178, 907, 202, "#d9a24a")
    c.rect(860, 200, 940, 214, "#d9a24a", r=5)
    # sewing machine
    c.rect(240, 396, 500, 424, "#1f2147", r=6)
    c.rect(430, 290, 486, 400, "#1f2147", r=12)
    c.rect(262, 282, 486, 334, "#1f2147", r=20)
    c.rect(268, 300, 312, 366, "#1f2147", r=8)
    c.line([(290, 366), (290, 396)], "#d9dbe3", 4)
    c.line([(330, 308), (420, 308)], "#d9a24a", 5)
    c.oval(496, 330, 30, col="#d9a24a")
    c.oval(496, 330, 20, col="#1f2147")
    c.rect(360, 258, 382, 284, "#c8553d", r=4)
    # microscope
    c.rect(760, 404, 900, 424, "#d9dbe3", r=6)
    c.curve([(860, 404), (892, 350), (870, 290), (822, 270)], "#d9dbe3", 18)
    c.poly([(790, 250), (826, 240), (850, 340), (818, 350)], "#3a3c75")
    c.rect(784, 232, 828, 250, "#d9a24a", r=5)
    c.rect(776, 366, 866, 378, "#3a3c55", r=3)
    # telescope
    c.line([(190, 634), (150, 530)], "#b07f55", 8)
    c.line([(150, 634), (176, 530)], "#b07f55", 8)
    c.line([(120, 634), (166, 530)], "#b07f55", 8)
    c.poly([(90, 566), (96, 588), (262, 506), (246, 472)], "#c8553d")
    c.poly([(240, 468), (264, 512), (284, 502), (262, 458)], "#d9a24a")
    c.rect(70, 572, 98, 590, "#d9a24a", r=3)
    # loom
    c.rect(680, 480, 700, 634, "#b07f55")
    c.rect(850, 480, 870, 634, "#b07f55")
    c.rect(670, 480, 880, 496, "#c99260")
    c.rect(670, 600, 880, 618, "#c99260")
    for i in range(18):
        c.line([(704 + i * 8.4, 496), (704 + i * 8.4, 600)], "#f6ecd6", 2)
    for i in range(6):
        c.rect(702, 562 + i * 7, 848, 567 + i * 7, cols[i % 5])
    c.rect(1076, 560, 1140, 634, "#7a8f68", r=10)
    c.line([(1108, 560), (1108, 500), (1134, 476)], "#7a8f68", 6)
    for y in (214, 424, 634):
        c.rect(28, y, 1172, y + 22, "#a5704c")
        c.rect(28, y + 15, 1172, y + 22, "#7a4f38")
    for x in (20, 1160):
        c.rect(x, 0, x + 22, 675, "#8f5f42")


# --- scenes: film ---------------------------------------------------------------

@scene("keepers-log")
def keepers_log(c):
    c.gradient(0, 470, "#2a2336", "#51465c", "#8f8490", "#d3c8bd")
    stars(c, 70, 170, "#efe7da")
    hx, hy = 806, 170
    c.cone(hx, hy, math.pi + .06, .11, 900, "#fff2d0", 210)
    c.cone(hx, hy, .02, .1, 460, "#fff2d0", 120)
    for x, y, w in ((260, 330, 360), (620, 370, 280), (1060, 330, 320), (130, 400, 260)):
        cloud(c, x, y, w, "#9d939a", 120)
    lighthouse(c, 806, 520, 392, "#ece5d8", "#3b3346", "#241e2e", "#fff2d0")
    c.glow(hx, hy, 90, "#fff6dc", 240)
    c.blob([(600, 560), (660, 500), (740, 488), (800, 506), (880, 496), (960, 530), (1010, 580), (800, 600)], "#241e2e")
    c.blob([(640, 560), (700, 512), (770, 506), (740, 560)], "#3b3346")
    for i, (y, col) in enumerate(((540, "#6a6070"), (580, "#4d4556"), (622, "#352e3f"), (660, "#231d2c"))):
        waves(c, y, col, 13 + i * 3, 200 + i * 60, 255, i * 77)
        pts = [(x, y + (13 + i * 3) * math.sin((x + i * 77) / (200 + i * 60) * 6.28) - 2) for x in range(-10, 1220, 6)]
        c.line(pts, "#e9e1d4", 2.4, 120)
    for _ in range(60):
        a = c.r.uniform(math.pi, 2 * math.pi)
        r = c.r.uniform(10, 74)
        c.oval(640 + math.cos(a) * r, 566 + math.sin(a) * r, c.r.uniform(1, 3.4), col="#f4ede0", a=200)
    c.rect(0, 0, 1200, 34, "#120e18")
    c.rect(0, 641, 1200, 675, "#120e18")


@scene("projection-booth")
def projection_booth(c):
    c.gradient(0, 675, "#1c0f24", "#2c1530", "#1a0c1e")
    for x in (0, 1):
        for k in range(6):
            xx = k * 58 if x == 0 else 1142 - k * 58
            c.rect(xx, 0, xx + 54, 420 - k * 10, ["#5d1c38", "#4a1630"][k % 2], r=0)
            c.rect(xx + 36, 0, xx + 54, 420 - k * 10, "#000000", 50)
    c.rect(366, 66, 834, 330, "#120918")
    c.gradient(76, 320, "#fdf3d6", "#f3dfb2", x0=376, x1=824)
    sx = Clip(c, 376, 824)
    hills(sx, 262, 22, "#d9b184", 3, 1, 320)
    c.oval(690, 150, 30, col="#e9a868")
    c.rect(376, 290, 824, 320, "#b98a6c")
    c.poly([(470, 296), (510, 276), (560, 276), (590, 296)], "#7a4a4c")
    c.line([(530, 276), (530, 190)], "#7a4a4c", 4)
    c.poly([(534, 194), (586, 266), (534, 266)], "#9a5a52")
    c.glow(600, 200, 420, "#f8d9a0", 70)
    for row in range(6):
        y, w = 400 + row * 52 + row * row * 3, 46 + row * 15
        n = int(1300 / w) + 2
        for i in range(n):
            x = 600 + (i - n / 2 + (row % 2) * .5) * w * 1.06
            yy = y + ((x - 600) / 600) ** 2 * 26
            seat(c, x, yy + w * .9, w, w * 1.05, mix("#b23a4f", "#2a0f22", .62 - row * .11), mix("#5d1c38", "#12060f", .5))
            if (i * 7 + row * 5) % 9 == 0 and 0 < row < 5:
                c.oval(x, yy - w * .24, w * .26, w * .3, "#1a0a18")
                c.rect(x - w * .36, yy - w * .02, x + w * .36, yy + w * .4, "#1a0a18", r=w * .2)
    # the beam, brightest near the lens, and the dust in it
    lens = (1128, 470)
    corners = ((376, 76), (824, 76), (824, 320), (376, 320))
    for k in (1, .8, .6, .45, .3, .2):
        far = [(lens[0] + (x - lens[0]) * k, lens[1] + (y - lens[1]) * k) for x, y in corners]
        for i in range(4):
            c.poly([lens, far[i], far[(i + 1) % 4]], "#fff0c8", 13)
    for _ in range(110):
        t, u, v = c.r.uniform(.1, .9), c.r.random(), c.r.random()
        x, y = 376 + 448 * u, 76 + 244 * v
        c.oval(lens[0] + (x - lens[0]) * t, lens[1] + (y - lens[1]) * t, c.r.uniform(.8, 2.2), col="#fff6dc", a=150)
    # the projector's nose
    c.blob([(1100, 700), (1120, 560), (1150, 500), (1260, 470), (1260, 700)], "#0d0612")
    c.rect(1144, 424, 1240, 520, "#221026", r=14)
    c.rect(1120, 440, 1160, 500, "#3a1f3c", r=10)
    c.oval(1180, 400, 44, col="#221026")
    c.oval(1180, 400, 30, col="#3a1f3c")
    c.glow(1126, 470, 90, "#fff2cc", 240)
    c.oval(1124, 470, 12, 24, "#fff8e4")


@scene("lumen-seats")
def lumen_seats(c):
    c.gradient(0, 330, "#3a1a3e", "#6d2a4a", "#e8a86a")
    c.rect(170, 0, 1030, 210, "#fdf0cf")
    c.gradient(0, 206, "#fbe3b0", "#f6c987", x0=176, x1=1024)
    c.glow(600, 150, 600, "#ffdf9e", 90)
    k = Clip(c, 176, 1024)
    hills(k, 150, 26, "#e89a6a", 2.4, 1, 206)
    hills(k, 184, 14, "#c96f58", 3, 2, 206)
    c.oval(420, 74, 34, col="#fff6dc")
    c.poly([(0, 0), (176, 0), (150, 330), (0, 330)], "#4a1630")
    c.poly([(1200, 0), (1024, 0), (1050, 330), (1200, 330)], "#4a1630")
    for x in (30, 74, 118, 1070, 1116, 1160):
        c.line([(x, 0), (x - (6 if x < 600 else -6), 330)], "#2e0d20", 9, 150)
    for row, (y, w) in enumerate(((310, 92), (392, 122), (508, 166), (672, 226))):
        n = int(1300 / w) + 3
        for i in range(n):
            x = 600 + (i - n / 2 + .5 * (row % 2)) * w * 1.07
            yy = y + ((x - 600) / 600) ** 2 * 20
            seat(c, x, yy + 30, w, w * .92, mix("#c23f52", "#3a0f2a", .5 - row * .15), "#3a1028", "#f2cf83")
            if row == 3:
                for q in (0, 1):
                    c.line([(x - 20, yy + 30 - 146 + q * 9), (x + (20 if q == 0 else 8), yy + 30 - 146 + q * 9)], "#8a5f2a", 2.4)
            c.line([(x - w * .34, yy + 30 - w * .88), (x + w * .34, yy + 30 - w * .88)], "#ffc9a0", 2 + row * .6, 120)


@scene("costume-room")
def costume_room(c):
    c.gradient(0, 675, "#7d5a5c", "#5d3f4c")
    c.gradient(0, 560, "#c98f78", "#a56a64", x0=0, x1=1200)
    c.poly([(930, 90), (600, 560), (1200, 560)], "#ffe2a6", 50)
    c.rect(40, 88, 800, 100, "#d9a85a", r=5)
    for x in (60, 774):
        c.rect(x, 88, x + 12, 580, "#b98a44", r=4)
        c.oval(x + 6, 588, 26, 10, "#3a2430")
    coats = ["#3d4a5c", "#7a3b3f", "#8a7a5a", "#2f3a35", "#a0694a", "#54405f", "#c9b48f"]
    for i, col in enumerate(coats):
        x = 130 + i * 98
        L = 300 + (i * 53) % 110
        c.line([(x, 92), (x, 112)], "#e9d8ae", 4)
        dark = mix(col, "#000000", .22)
        c.blob([(x - 40, 140), (x - 58, 190), (x - 60, 360), (x - 44, 372), (x - 34, 330), (x - 30, 160)], dark)
        c.blob([(x + 40, 140), (x + 58, 190), (x + 60, 360), (x + 44, 372), (x + 34, 330), (x + 30, 160)], dark)
        hem = [(x + 54 - k * 9, 130 + L + c.r.uniform(-9, 9)) for k in range(13)]
        c.poly([(x - 44, 132), (x - 16, 116), (x + 16, 116), (x + 44, 132), (x + 50, 260)] + hem + [(x - 50, 260)], col)
        c.poly([(x - 16, 116), (x, 190), (x + 16, 116)], mix(col, "#fff0d6", .3))
        c.line([(x, 190), (x, 130 + L - 8)], dark, 3)
        for b in range(4):
            c.oval(x + 8, 210 + b * 40, 4, col="#e9c987")
        c.rect(x - 38, 300, x - 12, 330, dark, r=3)
        for _ in range(14):
            c.oval(x + c.r.uniform(-40, 40), 130 + L * c.r.uniform(.45, .97), c.r.uniform(2, 9), c.r.uniform(1, 5), mix(col, "#f0d8b0", .4), 70)
    c.line([(1000, 560), (1060, 300), (930, 110)], "#2e1a2c", 10)
    c.poly([(880, 130), (910, 76), (966, 84), (988, 142)], "#eab04e")
    c.oval(934, 138, 54, 12, "#fff2cf")
    c.rect(620, 556, 1210, 582, "#8a5a40")
    c.rect(620, 576, 1210, 588, "#5f3a2c")
    c.rect(660, 588, 690, 690, "#6d4533")
    c.rect(1130, 588, 1160, 690, "#6d4533")
    c.rect(0, 640, 1200, 675, "#3f2734", 140)
    # the grater
    c.poly([(744, 420), (796, 420), (818, 556), (722, 556)], "#d7dade")
    c.poly([(780, 420), (796, 420), (818, 556), (790, 556)], "#a9aeb8")
    c.ring(770, 412, 24, "#6b4a56", 9, 255, 180, 360)
    for r in range(7):
        for q in range(5):
            c.oval(738 + q * 12 + (r % 2) * 5, 444 + r * 15, 3, 2.2, "#6f7480")
    for k, (x, col) in enumerate(((858, "#7a3f24"), (914, "#a8662f"), (1060, "#cf9a4a"), (1116, "#5b2a2a"))):
        jar(c, x, 556, 48, 74, col, .8)


@scene("biscuit-tin-reel")
def biscuit_tin_reel(c):
    c.gradient(0, 675, "#5f2447", "#35163a")
    c.glow(640, 250, 560, "#f0a860", 120)
    for i in range(9):
        a = -2.6 + i * .26
        c.poly([(600, 450), (600 + math.cos(a) * 900, 450 + math.sin(a) * 900), (600 + math.cos(a + .11) * 900, 450 + math.sin(a + .11) * 900)], "#ffd996", 20)
    c.rect(0, 560, 1200, 675, "#3f2326")
    c.rect(0, 552, 1200, 566, "#7a4a38")
    # the lid, leaning
    c.poly([(800, 380), (1090, 330), (1128, 520), (836, 566)], "#2f7378")
    c.poly([(818, 396), (1078, 350), (1110, 506), (850, 550)], "#3f8a8c")
    c.oval(964, 450, 92, 62, "#f3e0b8")
    sailboat(c, 960, 488, .62, "#7a3b3f", "#cf6a5b", "#eab04e")
    for x, y in ((840, 420), (1068, 376), (866, 530), (1092, 490)):
        c.oval(x, y, 9, col="#eab04e")
    # reel in the tin
    reel(c, 470, 372, 158, "#c9ccd4", "#3a2a44")
    pts = [(600, 290), (700, 190), (820, 196), (836, 110), (730, 60), (650, 130), (720, 200), (900, 230), (1010, 130), (1120, 150), (1220, 60)]
    p = spline(pts, False, 14)
    c.line(p, "#2a1730", 36)
    c.line(p, "#f0b872", 20)
    for i in range(0, len(p) - 1, 4):
        (x0, y0), (x1, y1) = p[i], p[i + 1]
        d = math.hypot(x1 - x0, y1 - y0) or 1
        nx, ny = -(y1 - y0) / d, (x1 - x0) / d
        c.line([(x0 + nx * 10, y0 + ny * 10), (x0 - nx * 10, y0 - ny * 10)], "#2a1730", 3)
        for k in (-14, 14):
            c.oval(x0 + nx * k, y0 + ny * k, 2.2, col="#f6e2bd")
    c.poly([(230, 420), (710, 420), (690, 580), (250, 580)], "#2f7378")
    c.rect(220, 408, 720, 432, "#3f8a8c", r=8)
    c.poly([(250, 460), (690, 460), (684, 540), (256, 540)], "#f3e0b8")
    for i in range(9):
        x = 290 + i * 45
        c.oval(x, 500, 15, col="#d9975c")
        c.oval(x, 500, 15 * .6, col="#e9b880")
        c.oval(x, 500, 3, col="#a8623a")
    for x, y, col in ((140, 590, "#cf6a5b"), (186, 606, "#f3e0b8"), (760, 604, "#eab04e"), (800, 622, "#3f8a8c"), (1140, 600, "#cf6a5b"), (100, 622, "#eab04e")):
        c.oval(x, y, 17, 10, col)
        for dx in (-4, 4):
            c.oval(x + dx, y, 2, 1.4, "#35163a")


@scene("short-film-prize", folder="desk")
def short_film_prize(c):
    c.gradient(0, 675, "#97405a", "#6d2a4a")
    c.gradient(70, 490, "#f7c98a", "#fbe6bd", x0=470, x1=1070)
    k = Clip(c, 476, 1064)
    c.oval(900, 190, 48, col="#fff6dc")
    hills(k, 430, 26, "#e3a06f", 2.4, .4, 490)
    hills(k, 462, 14, "#c97a5c", 3, 2, 490)
    # the bus stop outside
    c.rect(620, 300, 630, 470, "#5d2440")
    c.oval(625, 286, 26, col="#cf4f4a")
    c.rect(606, 279, 644, 293, "#fdf0cf")
    c.rect(664, 428, 780, 438, "#5d2440")
    for x in (676, 762):
        c.rect(x, 438, x + 7, 470, "#5d2440")
    c.blob([(700, 430), (704, 388), (722, 372), (742, 388), (748, 430)], "#7f5f8f")
    c.oval(722, 358, 15, 17, "#b98563")
    c.blob([(706, 358), (710, 340), (724, 336), (738, 344), (736, 354), (720, 350)], "#f0ece4")
    window(c, 470, 70, 600, 420, "#4a1a38", (3, 1), 8)
    c.poly([(470, 510), (1070, 510), (820, 675), (40, 675)], "#ffe0a4", 40)
    ink = "#26142e"
    for a, b in ((200, 120), (240, 240), (280, 380)):
        c.taper([(240, 430), ((a + b) / 2 + 20 * (1 if b > 240 else 0), 540), (b, 670)], ink, 15, 9)
    c.rect(206, 404, 276, 436, ink, r=8)
    c.rect(130, 290, 350, 408, ink, r=16)
    c.rect(144, 304, 336, 394, "#54204a", r=10)
    c.oval(190, 238, 64, col=ink)
    c.oval(314, 250, 50, col=ink)
    reel(c, 190, 238, 56, "#8f3a5c", ink)
    reel(c, 314, 250, 43, "#8f3a5c", ink)
    c.poly([(350, 316), (430, 296), (430, 404), (350, 384)], ink)
    c.oval(430, 350, 13, 54, "#3f2a5c")
    c.oval(434, 342, 5, 22, "#b9c9dc", 180)
    c.oval(168, 350, 17, col="#eab04e")
    # the star
    sx, sy, r = 1136, 150, 46
    c.glow(sx, sy, 110, "#ffe09a", 120)
    c.poly([(sx + math.cos(-1.5708 + i * .6283) * (r if i % 2 == 0 else r * .42), sy + math.sin(-1.5708 + i * .6283) * (r if i % 2 == 0 else r * .42)) for i in range(10)], "#f2c35a")


# --- scenes: dogs ---------------------------------------------------------------

@scene("postwoman-dogs")
def postwoman_dogs(c):
    c.gradient(0, 560, "#7fc0cf", "#c9e2d6", "#fbeccb")
    sun(c, 960, 150, 66, "#fff1c0", "#ffe6a8")
    cloud(c, 260, 120, 270, "#ffffff", 210)
    cloud(c, 640, 78, 190, "#ffffff", 180)
    hills(c, 430, 40, "#a5c9a0", 1.6, 1)
    for i in range(9):
        house(c, 40 + i * 62, 470 - (i % 3) * 14, 52, 40, c.r.choice(["#fdf4e0", "#f6dfc0", "#fae9d0"]), c.r.choice(["#d0704c", "#b9583f"]), None, "#6a7f86", 1, 2)
    top = spline([(-20, 590), (200, 520), (480, 470), (760, 452), (1000, 470), (1220, 520)], False)
    c.poly(top + [(1220, 690), (-20, 690)], "#e0a851")
    c.poly([(x, y + 34) for x, y in top] + [(1220, 690), (-20, 690)], "#cf8f42")

    def ground(x):
        return min(top, key=lambda p: abs(p[0] - x))[1] + 6
    looks = [("#6b4030", "flop", "stand", "up"), ("#3b2a2c", "prick", "sit", "up"), ("#d9a066", "flop", "sit", "up"), ("#8f8a86", "half", "stand", "curl"), ("#f3e6cf", "flop", "stand", "stub"),
             ("#a5583a", "prick", "stand", "curl"), ("#4a3a38", "flop", "sit", "up"), ("#c98a55", "half", "sit", "up")]
    xs = [60, 132, 190, 262, 326, 396, 456, 530, 600]
    sizes = [.62, .4, .72, .38, .56, .86, .42, .66, .5]
    for i, (x, s) in enumerate(zip(xs, sizes)):
        col, ear, pose, tail = looks[i % 8]
        dog(c, x, ground(x), s, col, None, pose, ear, tail, collar=c.r.choice(["#c8553d", "#2f7f86", "#e0b03f"]))
    # bicycle and postwoman
    gx, gy = 890, ground(890)
    ink = "#3b2a2c"
    for dx in (-62, 66):
        c.ring(gx + dx, gy - 42, 42, ink, 5)
        for k in range(8):
            a = k * .785
            c.line([(gx + dx, gy - 42), (gx + dx + math.cos(a) * 40, gy - 42 + math.sin(a) * 40)], ink, 1.2, 150)
    c.line([(gx - 62, gy - 42), (gx - 20, gy - 100), (gx + 44, gy - 100), (gx, gy - 42), (gx - 62, gy - 42)], "#c8553d", 6)
    c.line([(gx, gy - 42), (gx - 28, gy - 114)], "#c8553d", 6)
    c.line([(gx + 66, gy - 42), (gx + 38, gy - 124), (gx + 20, gy - 130)], "#c8553d", 6)
    c.rect(gx - 46, gy - 122, gx - 10, gy - 112, ink, r=5)
    c.rect(gx + 40, gy - 130, gx + 100, gy - 84, "#a5733f", r=6)
    for k, (a, b) in enumerate(((48, 150), (64, 158), (78, 148))):
        c.poly([(gx + a, gy - 128), (gx + a + 20, gy - 132), (gx + a + 22, gy - b), (gx + a + 2, gy - b + 4)], "#fdf6e4")
    person(c, 770, ground(770) + 2, 188, "#2f6f8f", "#28394a", "#b87a58", hair="#d5cfc6", hat="#28394a")
    c.line([(752, ground(770) - 140), (712, ground(770) - 92), (690, ground(770) - 76)], "#2f6f8f", 15)
    c.oval(687, ground(770) - 74, 9, col="#b87a58")
    c.rect(792, ground(770) - 108, 830, ground(770) - 62, "#a5733f", r=6)
    c.line([(752, ground(770) - 148), (806, ground(770) - 104)], "#7a5230", 5)
    dog(c, 1060, ground(1060), .7, "#5b3a30", None, "sit", "prick", flip=-1, collar="#e0b03f")
    dog(c, 1136, ground(1136), .44, "#f0dcc0", None, "stand", "flop", "curl", flip=-1, collar="#c8553d")
    grass(c, 130, 684, 40, 4, ["#b97a36", "#a86c30", "#dba052"], 14)


@scene("old-dog-walk")
def old_dog_walk(c):
    c.gradient(0, 470, "#33475c", "#5b7080", "#a98f83")
    cloud(c, 240, 90, 320, "#4a5e70", 150)
    cloud(c, 830, 70, 380, "#4a5e70", 150)
    hills(c, 410, 34, "#44566a", 1.4, 2)
    lighthouse(c, 1010, 402, 130, "#6f7c88", "#56646f", "#2b3a4a")
    c.glow(1010, 290, 60, "#ffd98c", 200)
    c.gradient(404, 480, "#8d8684", "#4f6577")
    c.rect(0, 470, 1200, 486, "#6a5a55")
    for x in range(-10, 1210, 46):
        c.rect(x, 486, x + 9, 540, "#33303a")
    c.rect(0, 480, 1200, 490, "#33303a")
    c.gradient(536, 675, "#6d6263", "#3d3a45")
    for x in (110, 390, 960):
        lamp_post(c, x, 546, 300, "#211f2a", "#ffd795")
        c.poly([(x - 14, 548), (x + 14, 548), (x + 40, 675), (x - 40, 675)], "#ffd795", 60)
        glints(c, x, 552, 670, "#ffe2ae", 22, 14, 130)
    person(c, 545, 640, 246, "#c8553d", "#2b2a36", "#c58f72", hair="#4a342e")
    c.line([(560, 460), (598, 486), (604, 440)], "#c8553d", 20)
    umbrella(c, 604, 376, 128, "#e7ae49", "#a8742a", "#2b2a36")
    dog(c, 768, 642, 1.12, "#54403a", "#3a2a28", "stand", "flop", "down", jumper=None, collar="#e0b03f")
    c.blob([(700, 546), (760, 536), (800, 540), (812, 576), (770, 592), (712, 588)], "#2f7f86")
    c.oval(868, 520, 10, 6, "#cfc4b6")
    c.curve([(608, 500), (690, 560), (790, 548), (826, 536)], "#211f2a", 3)
    c.oval(560, 646, 74, 8, "#000000", 60)
    c.oval(775, 648, 92, 8, "#000000", 60)
    rain(c, 230, "#dfe6ea", 85, .3, 36)


@scene("greyhound-jumpers")
def greyhound_jumpers(c):
    c.gradient(0, 380, "#a9cfd6", "#dfe8dc", "#f8ecd2")
    cloud(c, 200, 100, 240, "#ffffff", 200)
    cloud(c, 980, 130, 260, "#ffffff", 180)
    c.gradient(330, 470, "#6fb0b6", "#4f8a97")
    for i in range(5):
        waves(c, 350 + i * 26, "#f4f7ee", 3, 150 + i * 30, 90, i * 70, 354 + i * 26)
    lighthouse(c, 1090, 336, 130)
    c.blob([(1010, 350), (1050, 326), (1130, 324), (1210, 350)], "#7f8a80")
    c.gradient(456, 675, "#ecd3a2", "#d9b27a")
    waves(c, 456, "#ecd3a2", 7, 320, 255, 30, 480)
    for i in range(60):
        x, y = c.r.uniform(0, 1200), c.r.uniform(500, 670)
        c.oval(x, y, c.r.uniform(2, 14), 1.6, "#b98e5a", 90)
    for x, s, col, dark, ja, jb, f, t in ((215, 1.72, "#8b8580", "#6a6562", "#d1583f", "#f6e3c0", 1, "down"), (575, 1.9, "#c99a68", "#a87b4e", "#2f7f86", "#f0c35a", 1, "down"), (945, 1.74, "#3f3a40", "#2c282e", "#e3a53c", "#7a3b52", 1, "down")):
        c.oval(x, 618, 130 * s / 2, 9, "#8a6238", 70)
        dog(c, x, 616, s, col, dark, "grey", "flop", t, f, jumper=(ja, jb))
    for x, y in ((420, 120), (470, 104), (730, 140)):
        bird(c, x, y, 17, "#5f8088")


@scene("dog-at-four")
def dog_at_four(c):
    c.gradient(0, 470, "#24344f", "#2f4560")
    c.gradient(70, 390, "#15224a", "#3f5f92", x0=640, x1=1010)
    for _ in range(34):
        c.oval(c.r.uniform(650, 1000), c.r.uniform(80, 300), c.r.choice([1, 1.4, 2]), col="#fdf3da", a=210)
    c.glow(900, 160, 150, "#fff3d2", 150)
    c.oval(900, 160, 46, col="#fff3d2")
    c.oval(886, 150, 8, col="#ecdcb4")
    c.oval(914, 174, 11, col="#ecdcb4")
    hills(Clip(c, 646, 1004), 370, 14, "#1c2b4a", 3, 1, 390)
    window(c, 640, 70, 370, 320, "#d9d3c0", (2, 2), 7)
    for x, h in ((690, 46), (730, 60), (772, 40)):
        c.rect(x - 17, 352, x + 17, 386, "#a8573f", r=4)
        for k in range(5):
            blade(c, x, 354, h, (k - 2) * 16, 7, "#3f6a5c")
    c.oval(300, 170, 70, col="#d9d3c0")
    c.oval(300, 170, 60, col="#f4ecd6")
    for k in range(12):
        a = k * .5236
        c.line([(300 + math.cos(a) * 50, 170 + math.sin(a) * 50), (300 + math.cos(a) * 56, 170 + math.sin(a) * 56)], "#2f3d55", 4)
    c.line([(300, 170), (300 + math.cos(.5236) * 32, 170 + math.sin(.5236) * 32)], "#2f3d55", 6)
    c.line([(300, 170), (300, 124)], "#2f3d55", 4)
    c.rect(40, 330, 500, 352, "#3f5672")
    c.rect(40, 352, 500, 480, "#33496a")
    for x in (60, 208, 356):
        c.rect(x, 366, x + 130, 474, "#3b5376", r=4)
        c.oval(x + 112, 418, 5, col="#e0b868")
    c.blob([(110, 330), (104, 292), (130, 274), (166, 276), (184, 294), (178, 330)], "#b9563f")
    c.curve([(176, 288), (206, 290), (204, 312), (180, 316)], "#b9563f", 7)
    c.gradient(470, 675, "#54627a", "#33405a")
    for i in range(-14, 15):
        c.line([(600 + i * 62, 470), (600 + i * 150, 690)], "#27334c", 2, 160)
    for t in (.12, .3, .54, .82):
        c.line([(0, 470 + 205 * t), (1200, 470 + 205 * t)], "#27334c", 2, 160)
    c.poly([(560, 500), (740, 500), (640, 640), (420, 640)], "#dfe6ea", 90)
    c.poly([(752, 500), (930, 500), (872, 640), (652, 640)], "#dfe6ea", 90)
    c.poly([(610, 620), (690, 590), (420, 640), (300, 664), (440, 664)], "#141d33", 110)
    dog(c, 640, 628, 2.15, "#2c2430", "#1f1824", "sit", "flop", collar="#c8553d")
    c.oval(764, 356, 13, 9, "#b9b0aa", 200)
    c.curve([(588, 430), (600, 500), (576, 560)], "#9fb0c8", 3, 90)
    c.rect(860, 606, 980, 636, "#c8553d", r=10)
    c.oval(920, 606, 60, 11, "#e8907a")
    c.oval(920, 607, 49, 7, "#6a88a0")


@scene("sheepdog-school")
def sheepdog_school(c):
    c.gradient(0, 480, "#84bccb", "#cfe3d6", "#fbefd4")
    cloud(c, 300, 120, 330, "#ffffff", 220)
    cloud(c, 840, 84, 260, "#ffffff", 190)
    cloud(c, 1060, 190, 220, "#ffffff", 160)
    hills(c, 400, 56, "#a9c7a6", 1.3, .6)
    hills(c, 440, 34, "#87b083", 1.9, 3)
    for x in (90, 150, 980, 1050, 1110):
        bush(c, x, 448, 70, "#5d8a64")
    c.poly(spline([(-20, 520), (300, 470), (700, 462), (1220, 510)], False) + [(1220, 690), (-20, 690)], "#7fa24c")
    c.poly(spline([(-20, 600), (300, 578), (700, 590), (1220, 566)], False) + [(1220, 690), (-20, 690)], "#6b8f40")
    for x in range(-10, 1220, 86):
        c.rect(x, 424, x + 10, 486, "#a5825c")
    for y in (438, 460):
        c.line([(-10, y + 18), (400, y), (800, y), (1210, y + 16)], "#a5825c", 6)
    for i in range(7):
        sheep(c, 640 + i * 74, 548 + (i % 2) * 8, 1.12, c.r.choice(["#f7efdd", "#efe3cc", "#fbf5e8"]), "#3b3230", -1)
    sheep(c, 560, 572, 1.45, "#fbf5e8", "#2f2725", -1)
    c.rect(500, 506, 508, 522, "#e0b03f")
    dog(c, 260, 606, 1.35, "#26222a", "#17141a", "crouch", "half", "down", patch="#f8f2e4")
    c.taper([(120, 606), (98, 618), (84, 614)], "#f8f2e4", 10, 4)
    c.oval(260, 612, 150, 9, "#3f5a28", 90)
    grass(c, 170, 684, 52, 4, ["#55752f", "#7fa24c", "#486628", "#93b25c"], 16)
    for _ in range(40):
        c.oval(c.r.uniform(0, 1200), c.r.uniform(600, 668), 3, col=c.r.choice(["#fdf3da", "#f0c35a", "#e58f7b"]))


@scene("dog-tags", folder="desk")
def dog_tags(c):
    c.gradient(0, 675, "#3f8094", "#2c6276")
    for y in range(0, 690, 54):
        for x in range((y // 54 % 2) * 60 - 60, 1220, 120):
            c.rect(x + 2, y + 2, x + 118, y + 52, mix("#3f8094", c.r.choice(["#000000", "#ffffff"]), c.r.uniform(.01, .07)), r=3)
    c.glow(860, 180, 520, "#ffe2a6", 90)
    col, dark = "#c98a4c", "#8a5630"
    c.blob([(120, 720), (170, 560), (280, 420), (340, 300), (480, 260), (600, 330), (610, 440), (640, 560), (700, 720)], col)
    c.blob([(430, 720), (480, 560), (560, 480), (620, 520), (650, 600), (700, 720)], "#f3e0c0")
    c.blob([(340, 330), (350, 210), (420, 140), (520, 128), (600, 168), (650, 224), (760, 250), (826, 276), (838, 314), (806, 350), (720, 372), (620, 392), (540, 420), (420, 430)], col)
    c.blob([(640, 300), (740, 290), (830, 304), (812, 350), (720, 374), (620, 394), (580, 372)], "#f3e0c0")
    c.blob([(776, 258), (826, 262), (850, 288), (838, 312), (800, 304)], "#2a1c1c")
    c.oval(826, 278, 8, 4, "#8a7672")
    c.curve([(816, 314), (800, 340), (740, 346), (690, 340)], "#6d4530", 5)
    c.oval(604, 232, 20, 21, "#2a1c1c")
    c.oval(611, 225, 6, col="#ffffff")
    c.curve([(572, 206), (598, 194), (626, 204)], dark, 7)
    c.blob([(380, 180), (440, 150), (490, 190), (500, 290), (470, 400), (410, 450), (350, 400), (340, 280)], dark)
    c.blob([(392, 210), (430, 190), (440, 280), (400, 380), (366, 330)], mix(dark, "#000000", .12))
    c.line(spline([(316, 436), (400, 500), (500, 520), (610, 470)], False), "#b9402f", 40)
    c.line(spline([(318, 426), (400, 489), (500, 508), (608, 459)], False), "#d9604a", 8)
    c.ring(556, 528, 20, "#d9dbe3", 7)
    c.oval(566, 600, 62, col="#8a5f1e")
    c.oval(562, 596, 60, col="#e2ae45")
    c.oval(562, 596, 50, col="#f2cd78")
    n, u = 7, 8.4
    for i in range(n):
        for j in range(n):
            if c.r.random() < .52 or (i, j) in ((0, 0), (0, 6), (6, 0)):
                c.rect(562 + (i - 3.5) * u, 596 + (j - 3.5) * u, 562 + (i - 2.5) * u, 596 + (j - 2.5) * u, "#7a5218")
    c.ring(562, 596, 55, "#fff2cc", 3, 220, 190, 280)


# --- sponsors and house promos ----------------------------------------------------

@scene("ad-larkspur", 1200, 600)
def ad_larkspur(c):
    c.gradient(0, 600, "#cfdcf2", "#e9e4ee", "#fbeedd")
    c.oval(760, 250, 170, col="#fdf8ea")
    c.oval(760, 250, 138, col="#fff1cf")
    hills(c, 372, 18, "#b9c2e0", 1.5, 1)
    sea(c, 372, "#a9b6e0", "#6a79c0", "#39448f", rows=7)
    glints(c, 760, 380, 560, "#fff6df", 70, 26, 170)
    trawler(c, 470, 440, 1.9, "#3b479c", "#fdf6e6", "#e3a94a")
    for x in (110, 170, 226, 1000, 1060, 1120, 80, 1160):
        h = c.r.uniform(120, 210)
        c.curve([(x, 610), (x + 4, 610 - h * .5), (x, 610 - h)], "#4c7a5c", 5)
        for k in range(9):
            y = 606 - h + k * 13
            for s in (-1, 1):
                c.oval(x + s * (5 + k * 1.3), y, 8 + k * .3, 7, c.r.choice(["#5a4fc0", "#7468d6", "#8f86e6"]))
            c.oval(x, y, 3, col="#fdf6e6")


@scene("ad-squall-coat", 1200, 600)
def ad_squall_coat(c):
    c.gradient(0, 400, "#3d5966", "#5f7f88", "#93a9a6")
    cloud(c, 240, 80, 420, "#34505c", 170)
    cloud(c, 800, 60, 480, "#34505c", 160)
    for i, (y, col) in enumerate(((360, "#5d8088"), (400, "#466a75"), (446, "#345661"), (500, "#24434f"))):
        waves(c, y, col, 16 + 3 * i, 230 + 50 * i, 255, i * 90)
    for x in (90, 260, 430, 600, 770, 940, 1110):
        c.rect(x, 500, x + 20, 610, "#2b2320")
    c.rect(0, 484, 1200, 512, "#6a4e3c")
    c.rect(0, 506, 1200, 516, "#463227")
    x, y = 480, 490
    for dx in (-26, 22):
        c.rect(x + dx - 17, y - 90, x + dx + 17, y, "#24333b", r=6)
        c.rect(x + dx - 18, y - 46, x + dx + 24, y, "#7c2f2a", r=9)
    c.blob([(x - 46, y - 268), (x + 40, y - 272), (x + 62, y - 190), (x + 74, y - 76), (x - 96, y - 66), (x - 66, y - 190)], "#f0b93a")
    c.blob([(x - 46, y - 264), (x - 10, y - 250), (x - 20, y - 74), (x - 96, y - 66), (x - 66, y - 190)], "#d29a22")
    c.blob([(x - 58, y - 300), (x - 30, y - 366), (x + 26, y - 376), (x + 56, y - 330), (x + 46, y - 276), (x - 20, y - 262)], "#f0b93a")
    c.oval(x + 28, y - 318, 27, 35, "#c68f70")
    c.oval(x + 43, y - 322, 3.4, col="#2b2320")
    c.curve([(x + 36, y - 300), (x + 44, y - 297), (x + 51, y - 301)], "#8a4f3c", 3)
    c.blob([(x - 58, y - 300), (x - 34, y - 366), (x + 20, y - 378), (x + 34, y - 356), (x + 4, y - 340), (x - 2, y - 290), (x - 30, y - 268)], "#d8a228")
    c.line([(x + 36, y - 250), (x + 72, y - 184), (x + 56, y - 134)], "#d8a228", 34)
    for k in range(4):
        c.rect(x + 14, y - 238 + k * 38, x + 30, y - 230 + k * 38, "#6a4e2a", r=3)
    lighthouse(c, 1010, 372, 190)
    c.cone(1010, 208, math.pi + .1, .09, 420, "#fff0c4", 110)
    rain(c, 260, "#e9f1f0", 105, .75, 44, 1.8)


@scene("ad-squall-boots", 1200, 600)
def ad_squall_boots(c):
    c.gradient(0, 600, "#b9cdc4", "#8faea4", "#6f9188")
    for y in range(330, 620, 44):
        for x in range((y // 44 % 2) * 70 - 70, 1240, 140):
            c.rect(x + 3, y + 3, x + 137, y + 41, c.r.choice(["#7d8a86", "#74827f", "#86938e", "#6c7a78"]), r=9)
    c.rect(0, 322, 1200, 336, "#000000", 30)
    c.rect(0, 0, 1200, 326, "#e6d9bd")
    for y in (60, 120, 180, 240, 300):
        c.line([(0, y), (1200, y)], "#d3c4a4", 4)
    c.rect(800, 0, 1050, 326, "#2f6f74")
    c.rect(820, 20, 1030, 326, "#3a8085")
    c.rect(846, 50, 1004, 170, "#2f6f74", r=6)
    c.oval(1012, 226, 9, col="#e3b556")
    c.blob([(560, 520), (700, 470), (900, 466), (1080, 500), (1110, 546), (960, 580), (720, 576), (590, 560)], "#d8e9ee")
    c.blob([(620, 526), (760, 490), (930, 488), (1050, 512), (1000, 552), (740, 556)], "#9fcbd8")
    cloud(c, 830, 524, 150, "#ffffff", 200)
    for dx, s, col, dk in ((130, 1, "#a83228", "#7c221c"), (0, 1, "#c9402f", "#962a20")):
        x = 300 + dx
        c.blob([(x - 62, 190), (x + 56, 190), (x + 54, 380), (x + 96, 436), (x + 150, 462), (x + 158, 510), (x + 110, 520), (x - 60, 520), (x - 72, 470), (x - 58, 360)], col)
        c.blob([(x - 62, 190), (x - 20, 190), (x - 26, 370), (x - 34, 516), (x - 60, 520), (x - 72, 470), (x - 58, 360)], dk)
        c.rect(x - 78, 506, x + 164, 530, "#f1e3c6", r=10)
        c.rect(x - 78, 520, x + 20, 538, "#3a2c28", r=6)
        c.rect(x - 68, 184, x + 62, 214, "#f1e3c6", r=12)
        c.rect(x - 6, 214, x + 6, 236, "#7c221c")
        c.curve([(x + 60, 420), (x + 90, 450), (x + 132, 474)], "#f08a70", 6, 170)
        c.curve([(x + 32, 240), (x + 32, 300), (x + 28, 350)], "#f08a70", 6, 120)
    c.curve([(780, 420), (786, 440), (780, 458)], "#e6f2f4", 4, 200)
    for x, y in ((760, 500), (860, 540), (960, 510)):
        c.ring(x, y, 20, "#ffffff", 2, 130)


@scene("ad-tern-ticks", 1200, 600)
def ad_tern_ticks(c):
    c.gradient(0, 600, "#f4c987", "#f8e0b4", "#e5b264")
    sun(c, 300, 190, 70, "#fff3d0", "#ffe0a0")
    hills(c, 330, 44, "#d9a05c", 1.6, 1)
    bush(c, 980, 320, 160, "#b9763f")
    bush(c, 1100, 330, 120, "#a5663a")
    grass(c, 150, 610, 300, 7, ["#c98a45", "#d9a25a", "#b97838"], 40)
    x, y, col, dk = 720, 600, "#8a4f30", "#5f3320"
    c.blob([(x - 150, y + 60), (x - 130, y - 90), (x - 60, y - 170), (x + 60, y - 170), (x + 130, y - 90), (x + 150, y + 60)], col)
    c.blob([(x - 60, y + 60), (x - 50, y - 90), (x, y - 130), (x + 50, y - 90), (x + 60, y + 60)], "#f6e6cc")
    c.blob([(x - 96, y - 250), (x - 70, y - 350), (x, y - 380), (x + 70, y - 350), (x + 96, y - 250), (x + 60, y - 170), (x, y - 150), (x - 60, y - 170)], col)
    c.blob([(x - 22, y - 370), (x + 22, y - 370), (x + 20, y - 280), (x + 54, y - 220), (x + 40, y - 166), (x, y - 152), (x - 40, y - 166), (x - 54, y - 220), (x - 20, y - 280)], "#f6e6cc")
    for s in (-1, 1):
        c.blob([(x + s * 66, y - 350), (x + s * 112, y - 330), (x + s * 140, y - 230), (x + s * 132, y - 130), (x + s * 100, y - 110), (x + s * 84, y - 200)], dk)
        c.oval(x + s * 44, y - 276, 15, 16, "#2a1c1c")
        c.oval(x + s * 44 + 5, y - 282, 4.5, col="#ffffff")
        c.curve([(x + s * 28, y - 302), (x + s * 46, y - 310), (x + s * 62, y - 302)], dk, 5)
    c.blob([(x - 24, y - 236), (x + 24, y - 236), (x + 14, y - 208), (x, y - 200), (x - 14, y - 208)], "#2a1c1c")
    c.curve([(x - 34, y - 194), (x - 18, y - 182), (x, y - 192), (x + 18, y - 182), (x + 34, y - 194)], "#6d4530", 5)
    c.blob([(x - 11, y - 184), (x + 11, y - 184), (x + 9, y - 158), (x, y - 152), (x - 9, y - 158)], "#e07a70")
    grass(c, 120, 620, 230, 9, ["#e0b066", "#d39a4c", "#b9803c", "#eec684"], 46)
    for _ in range(26):
        gx, gy = c.r.uniform(0, 1200), c.r.uniform(330, 470)
        for k in range(5):
            c.oval(gx + k * 2.6, gy - k * 9, 4, 7, "#f6dca6")


@scene("ad-tern-winter", 1200, 600)
def ad_tern_winter(c):
    c.gradient(0, 600, "#6d4a45", "#553735")
    for y in range(30, 440, 60):
        c.line([(0, y), (1200, y)], "#5d3e3a", 3)
    c.gradient(70, 330, "#4f6f92", "#a9c0cf", x0=110, x1=400)
    hills(Clip(c, 116, 394), 290, 22, "#eef3f2", 3, 1, 330)
    for _ in range(60):
        c.oval(c.r.uniform(120, 392), c.r.uniform(78, 320), c.r.choice([2, 2.8, 3.6]), col="#ffffff", a=230)
    window(c, 110, 70, 290, 260, "#ecdcc0", (2, 2), 6)
    c.rect(0, 450, 1200, 600, "#8a5f48")
    for i in range(6):
        c.line([(0, 462 + i * 26), (1200, 462 + i * 26)], "#74503c", 2)
    c.glow(900, 330, 520, "#ffad5c", 190)
    c.rect(876, 0, 924, 130, "#2c2426")
    c.rect(770, 124, 1030, 430, "#332a2c", r=16)
    c.rect(752, 116, 1048, 140, "#413537", r=8)
    c.rect(800, 190, 1000, 350, "#1a1214", r=14)
    c.gradient(200, 342, "#7a2a18", "#e0702c", "#ffc25a", x0=810, x1=990)
    for fx, fh in ((840, 80), (876, 116), (912, 130), (946, 100), (970, 66)):
        c.blob([(fx - 24, 342), (fx - 15, 342 - fh * .5), (fx + 4, 342 - fh), (fx + 18, 342 - fh * .45), (fx + 24, 342)], "#ffb04a", 220)
        c.blob([(fx - 12, 342), (fx - 6, 342 - fh * .3), (fx + 2, 342 - fh * .6), (fx + 10, 342 - fh * .26), (fx + 12, 342)], "#fff0b4", 230)
    c.line([(900, 190), (900, 350)], "#2c2426", 6)
    for lx in (790, 994):
        c.rect(lx, 428, lx + 22, 462, "#2c2426")
    c.oval(560, 536, 360, 52, "#2f6f74")
    c.oval(560, 534, 330, 44, "#e9d8b0")
    c.oval(560, 532, 296, 36, "#b9503f")
    col, dk = "#b98a5a", "#8a6238"
    c.blob([(350, 520), (360, 430), (430, 376), (540, 366), (640, 396), (690, 460), (700, 524), (600, 548), (430, 546)], col)
    c.blob([(356, 530), (366, 456), (424, 430), (480, 470), (486, 530), (430, 548)], mix(col, dk, .35))
    c.taper([(372, 520), (420, 552), (520, 560), (600, 548)], mix(col, dk, .2), 30, 16)
    c.blob([(560, 534), (580, 508), (660, 510), (742, 524), (752, 544), (660, 552), (570, 550)], mix(col, dk, .35))
    c.blob([(580, 470), (600, 424), (650, 410), (700, 430), (722, 462), (780, 486), (796, 508), (780, 526), (710, 530), (630, 526), (590, 506)], col)
    c.blob([(716, 476), (770, 484), (795, 506), (780, 525), (724, 528), (702, 504)], "#e3d8c6")
    c.oval(790, 497, 12, 9, "#2a1c1c")
    c.curve([(672, 466), (686, 474), (702, 468)], "#2a1c1c", 4)
    c.curve([(668, 448), (686, 440), (704, 448)], "#e3d8c6", 5)
    c.blob([(604, 430), (640, 420), (656, 460), (650, 514), (622, 536), (596, 516), (590, 466)], dk)
    c.rect(60, 486, 150, 540, "#d9a45a", r=10)
    c.oval(105, 486, 45, 9, "#f0c98a")


@scene("promo-video", 1200, 600)
def promo_video(c):
    c.gradient(0, 400, "#e5674a", "#f39a5e", "#fbd08f")
    sun(c, 640, 330, 100, "#ffedb8", "#ffd488")
    sea(c, 372, "#f5b577", "#c46a5c", "#7a3f58", rows=5)
    glints(c, 640, 380, 470, "#fff0c0", 90, 22)
    c.poly(spline([(-20, 470), (300, 446), (700, 462), (1220, 440)], False) + [(1220, 610), (-20, 610)], "#5d2f42")
    c.poly(spline([(-20, 530), (400, 516), (800, 530), (1220, 508)], False) + [(1220, 610), (-20, 610)], "#452234")
    ink = "#2a1526"
    dog(c, 330, 548, 2.0, ink, "#1b0c18", "sit", "half", collar="#f0b93a", eye="#ffd08a")
    for b in (-80, 0, 86):
        c.taper([(880, 350), (880 + b * .5, 450), (880 + b, 560)], ink, 13, 8)
    c.rect(846, 322, 914, 356, ink, r=6)
    c.rect(800, 200, 990, 324, ink, r=18)
    c.rect(850, 172, 930, 204, ink, r=8)
    c.oval(800, 262, 26, 50, ink)
    c.oval(790, 262, 20, 42, "#54304f")
    c.oval(784, 250, 7, 16, "#f6b48a", 200)
    c.oval(960, 230, 8, col="#ff5a44")
    c.glow(960, 230, 30, "#ff5a44", 150)
    c.oval(1080, 110, 52, col="#fff3d4")
    c.poly([(1064, 82), (1064, 138), (1110, 110)], "#d9502f")
    grass(c, 70, 606, 80, 5, ["#341828", "#2a1526"], 26)


@scene("promo-magazine", 1200, 600)
def promo_magazine(c):
    c.gradient(0, 600, "#c99a6c", "#a8744c")
    for i in range(9):
        y = i * 70
        c.rect(0, y, 1200, y + 66, mix("#bd8a5c", c.r.choice(["#ffffff", "#000000"]), .06))
        for _ in range(3):
            x = c.r.uniform(0, 1100)
            c.curve([(x, y + 20), (x + 90, y + 26 + c.r.uniform(-8, 8)), (x + 240, y + 22)], "#8a5c3a", 2, 90)
    c.poly([(330, 70), (712, 40), (752, 560), (372, 584)], "#000000", 60)
    c.poly([(318, 58), (700, 28), (740, 546), (358, 572)], "#fbf4e2")
    c.poly([(310, 50), (694, 20), (732, 536), (350, 562)], "#2f7f86")
    c.oval(530, 300, 150, col="#f2c35a")
    c.poly(spline([(344, 492), (400, 448), (470, 400), (530, 380), (590, 400), (660, 440), (726, 462)], False) + [(732, 536), (350, 562)], "#4a2f2c")
    c.poly(spline([(486, 400), (494, 470), (520, 549)], False) + spline([(560, 546), (574, 470), (574, 400)], False), "#f6e6cc")
    c.blob([(440, 300), (460, 220), (530, 190), (600, 214), (628, 290), (600, 380), (530, 412), (462, 384)], "#4a2f2c")
    c.blob([(512, 210), (544, 208), (546, 290), (580, 340), (566, 386), (530, 402), (494, 386), (480, 342), (510, 290)], "#f6e6cc")
    for s in (-1, 1):
        c.blob([(530 + s * 60, 212), (530 + s * 112, 226), (530 + s * 128, 310), (530 + s * 104, 372), (530 + s * 82, 300)], "#33201f")
        c.oval(530 + s * 42, 282, 11, 12, "#1b1012")
        c.oval(530 + s * 42 + 4, 278, 3.4, col="#ffffff")
    c.blob([(510, 330), (550, 330), (540, 352), (530, 358), (520, 352)], "#1b1012")
    c.curve([(500, 368), (514, 379), (530, 370), (546, 379), (560, 368)], "#6d4530", 4)
    text(c, "Halyard Dogs", 350, 74, 50, "#fbf0d6", turn=4.4, bold=True)
    text(c, "WINTER", 378, 138, 21, "#f2c35a", turn=4.4)
    c.oval(960, 236, 132, 132, "#000000", 50)
    c.oval(950, 226, 132, 132, "#f6ead2")
    c.oval(950, 226, 112, 112, "#e7d6b6")
    c.oval(950, 226, 84, 84, "#fdf7e8")
    c.oval(950, 226, 72, 72, "#5f3826")
    c.ring(950, 226, 52, "#a8734c", 7, 200, 20, 300)
    c.ring(960, 226, 26, "#c9986c", 6, 200, 120, 400)
    c.line([(1030, 262), (1064, 280)], "#fdf7e8", 26)
    for x in (850, 1010):
        c.ring(x, 470, 58, "#33262a", 9)
        c.oval(x, 470, 52, col="#e9f0ee", a=50)
    c.ring(930, 462, 24, "#33262a", 8, 255, 190, 350)
    c.curve([(1066, 460), (1130, 430), (1190, 440)], "#33262a", 8)
    c.curve([(794, 462), (776, 420), (800, 396)], "#33262a", 8)
    for k in range(4):
        c.oval(120 + (k % 2) * 70, 150 + k * 100, 26, 22, "#6d4630", 120)
        for q in range(4):
            a = -2.5 + q * .6
            c.oval(120 + (k % 2) * 70 + math.cos(a) * 36, 146 + k * 100 + math.sin(a) * 34, 9, 11, "#6d4630", 120)


# --- the editor and the logo ------------------------------------------------------

@scene("editor", 400, 400)
def editor(c):
    c.gradient(0, 400, "#f3c893", "#f8e2bd")
    c.oval(300, 110, 52, col="#fff3d4")
    hills(c, 270, 14, "#8fb3ae", 1.4, 1)
    c.gradient(276, 400, "#5f9aa0", "#2f7078")
    sailboat(c, 66, 282, .5, "#28505c", "#fff5e0", "#f0d2a4")
    hair, skin, shade = "#3c2a2a", "#d9a17c", "#c08560"
    c.blob([(108, 180), (120, 86), (200, 50), (284, 88), (298, 190), (290, 280), (250, 306), (150, 306), (112, 280)], hair)
    c.blob([(60, 420), (76, 342), (140, 312), (260, 312), (324, 342), (340, 420)], "#24485c")
    c.blob([(164, 330), (168, 262), (232, 262), (236, 330), (200, 356)], shade)
    c.poly([(150, 314), (200, 372), (178, 400), (128, 330)], "#f1e3c8")
    c.poly([(250, 314), (200, 372), (222, 400), (272, 330)], "#f1e3c8")
    c.blob([(136, 180), (146, 116), (200, 92), (254, 116), (264, 180), (250, 244), (200, 286), (150, 244)], skin)
    c.blob([(130, 190), (136, 108), (206, 76), (272, 112), (270, 190), (256, 140), (222, 120), (180, 140), (146, 146)], hair)
    c.curve([(150, 104), (190, 82), (236, 90)], "#6a4c46", 4, 150)
    c.curve([(272, 130), (280, 190), (276, 250)], "#8d8480", 5, 200)
    for s in (-1, 1):
        c.oval(200 + s * 31, 188, 6, 7, "#2a1c1c")
        c.oval(202 + s * 31, 185, 2, col="#ffffff")
        c.ring(200 + s * 31, 188, 23, "#7a3b33", 3.4)
        c.curve([(200 + s * 31 - 16, 158), (200 + s * 31, 152), (200 + s * 31 + 16, 158)], hair, 5)
        c.oval(200 + s * 42, 222, 15, 10, "#e08f70", 110)
    c.line([(192, 186), (208, 186)], "#7a3b33", 3.4)
    c.curve([(202, 196), (208, 216), (197, 221)], shade, 4)
    c.poly(spline([(172, 238), (186, 244), (200, 245), (214, 244), (228, 238)], False) + spline([(226, 242), (212, 258), (200, 261), (188, 258), (174, 242)], False), "#b9503f")
    c.poly(spline([(178, 242), (200, 247), (222, 242)], False) + [(214, 250), (200, 252), (186, 250)], "#fff6ea")
    for x in (126, 274):
        c.oval(x, 246, 6, col="#e3b04c")


def serif(size, bold=False, italic=False):
    style = {(0, 0): "", (1, 0): "-Bold", (0, 1): "-Italic", (1, 1): "-BoldItalic"}[(int(bold), int(italic))]
    for name in (f"LiberationSerif{style or '-Regular'}.ttf", f"DejaVuSerif{style}.ttf", "DejaVuSerif.ttf"):
        try:
            return ImageFont.truetype(name, int(size))
        except OSError:
            pass
    return ImageFont.load_default(size)


def text(c, words, x, y, size, col, turn=0, bold=False):
    f = serif(size * SS, bold)
    box = f.getbbox(words)
    m = Image.new("L", (box[2] + 20, box[3] + 20), 0)
    ImageDraw.Draw(m).text((0, 0), words, fill=255, font=f)
    m = m.rotate(turn, expand=True, resample=Image.BICUBIC)
    c.im.paste(Image.new("RGB", m.size, rgb(col)[:3]), (int(x * SS), int(y * SS) - int(m.size[1] / 2)), m)


def wordmark(w, h, ink, flag):
    k = 4
    im = Image.new("RGBA", (w * k, h * k), rgb(ink, 0))
    d = ImageDraw.Draw(im)

    def p(pts):
        return [(x * k, y * k) for x, y in pts]
    # a mast, the line that runs over its block, and the pennant it hoists
    d.line(p([(30, 8), (30, 112)]), fill=rgb(ink), width=5 * k)
    d.ellipse([25 * k, 3 * k, 35 * k, 13 * k], fill=rgb(ink))
    d.line(p(spline([(33, 12), (43, 40), (42, 76), (31, 100)], False)), fill=rgb(ink), width=int(1.8 * k), joint="curve")
    d.polygon(p(spline([(37, 19), (55, 24), (73, 20), (92, 33)], False) + spline([(92, 33), (75, 38), (59, 48), (43, 45)], False)), fill=rgb(flag))
    d.line(p([(22, 98), (38, 104)]), fill=rgb(ink), width=4 * k)
    d.line(p([(14, 112), (46, 112)]), fill=rgb(ink), width=4 * k)
    f = serif(76 * k, bold=True)
    box = f.getbbox("Halyard")
    size = 76 * min(1, (w - 112) * k / (box[2] - box[0]))
    f = serif(size * k, bold=True)
    d.text((102 * k, 92 * k), "Halyard", font=f, fill=rgb(ink), anchor="ls")
    return im.resize((w, h), Image.LANCZOS)


def haloed(im, col):
    """The picture with a thin edge: Gmail turns the paper dark and leaves a dark logo dark."""
    edge = Image.new("RGBA", im.size, rgb(col))
    edge.putalpha(im.getchannel("A").filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(0.8)))
    edge.alpha_composite(im)
    return edge


@scene("logo", 480, 120)
def logo(w, h):
    return haloed(wordmark(w, h, "#14283a", "#c8503a"), "#ffffff")


@scene("logo-dark", 480, 120)
def logo_dark(w, h):
    return wordmark(w, h, "#f6ead2", "#f0835f")


# --- main ---------------------------------------------------------------------

def save(im, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".png":
        im.save(path, optimize=True)
        return
    for quality in (84, 80, 76, 72, 66, 60):
        im.save(path, quality=quality, optimize=True, progressive=True)
        if path.stat().st_size < 90_000:
            break


def main(names):
    for name, (fn, w, h, folder) in SCENES.items():
        if names and name not in names:
            continue
        if name.startswith("logo"):
            save(fn(w, h), OUT / f"{name}.png")
        else:
            c = Canvas(w, h, name)
            fn(c)
            save(c.done(), OUT / folder / f"{name}.jpg")
        print(name)


if __name__ == "__main__":
    main(sys.argv[1:])
