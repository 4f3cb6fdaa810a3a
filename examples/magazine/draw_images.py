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

from PIL import Image, ImageChops, ImageDraw, ImageFont

OUT = Path(__file__).parent / "images"
SS = 2  # supersampling
SCENES = {}

# One palette for each section: dark, deep, mid, soft, pale, accent.
WORLD = ["#1b2a3f", "#34495e", "#64798a", "#a9b3b4", "#ece3d2", "#cf8a55"]
HEALTH = ["#16353a", "#2c5d60", "#5f938c", "#a9c8b8", "#f1e9d8", "#e59a77"]
SCIENCE = ["#0d2f40", "#14546a", "#2f8a94", "#8cc6b8", "#f6e6c8", "#ef8b5f"]
TECH = ["#1f2147", "#3a3c75", "#6d6ba3", "#b6acc6", "#f3e6d3", "#e0a03f"]
FILM = ["#26142e", "#542043", "#97304d", "#cf6a5b", "#f5e3c4", "#eab04e"]
DOGS = ["#3b2a2c", "#7a4433", "#c96f45", "#e7ae69", "#f8ead0", "#4f8a97"]


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
        box = (int((x1 - x0) * SS), int((y1 - y0) * SS))
        self.im.paste(strip.resize(box, Image.BICUBIC), (int(x0 * SS), int(y0 * SS)))

    def glow(self, x, y, r, col, a=160):
        m = ImageChops.invert(Image.radial_gradient("L")).resize((int(r * 2 * SS),) * 2)
        m = m.point(lambda v: int((v / 255) ** 1.6 * a))
        self.im.paste(Image.new("RGB", m.size, rgb(col)[:3]), (int((x - r) * SS), int((y - r) * SS)), m)

    def cone(self, x, y, ang, spread, length, col, a=90):
        """A beam of light that fades with distance."""
        for i in range(24):
            k = length * (1 - i / 24)
            p = [(x, y)] + [(x + math.cos(ang + s * spread) * k, y + math.sin(ang + s * spread) * k) for s in (-1, 1)]
            self.poly(p, col, a / 14)

    # -- finish
    def done(self):
        im = self.im.resize((self.w, self.h), Image.LANCZOS)
        gw, gh = self.w // 2, self.h // 2
        grain = Image.frombytes("L", (gw, gh), self.r.randbytes(gw * gh)).resize(im.size, Image.BICUBIC)
        grain = grain.point(lambda v: 128 + (v - 128) // 11).convert("RGB")
        return ImageChops.overlay(im, grain)


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


def trawler(c, x, y, s, hull="#234a63", cabin="#f1e6d2", trim="#cf6a4d", flip=1, light=None):
    def p(*q):
        return [(x + a * s * flip, y + b * s) for a, b in q]
    c.poly(p((-52, -14), (52, -20), (66, -34), (44, 8), (-44, 8)), hull)
    c.poly(p((-52, -14), (58, -22), (66, -34), (62, -24), (55, -14), (-50, -9)), trim)
    c.poly(p((-30, -12), (-30, -40), (4, -40), (9, -14)), cabin)
    c.poly(p((-35, -40), (8, -40), (5, -45), (-33, -45)), trim)
    for k in (-25, -13, -2):
        c.poly(p((k, -34), (k + 8, -34), (k + 8, -26), (k, -26)), light or "#3d5563")
    c.line(p((18, -16), (18, -84)), hull, 2.2 * s)
    c.line(p((18, -70), (58, -30)), hull, 1.1 * s)
    c.line(p((18, -78), (-30, -44)), hull, 1.1 * s)
    c.line(p((-42, -12), (-42, -50)), hull, 1.6 * s)
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
    elif pose == "lie":
        c.taper(t([(-64, -8), (-88, -3), (-112, -8)]), col, 11 * s, 4 * s)
        limb([(-70, 0), (-72, -28), (-44, -50), (0, -48), (36, -64), (58, -44), (56, -4), (40, 0)], col)
        limb([(26, -14), (60, -16), (94, -10), (98, 0), (30, 1)], mix(col, dark, .4))
        limb([(-62, 0), (-58, -30), (-28, -36), (-10, -14), (6, -2), (-10, 1)], mix(col, dark, .4))
        limb([(14, -52), (52, -36), (68, -74), (38, -86)], col)
        hx, hy = 54, -80
    elif pose == "rest":  # head on paws
        c.taper(t([(-64, -10), (-92, -4), (-116, -2)]), col, 12 * s, 4 * s)
        limb([(-72, 0), (-74, -30), (-40, -52), (10, -50), (46, -42), (66, -20), (62, 0)], col)
        limb([(-62, 0), (-58, -32), (-28, -38), (-10, -14), (8, -2), (-10, 1)], mix(col, dark, .4))
        limb([(40, -8), (80, -10), (112, -6), (114, 1), (44, 1)], mix(col, dark, .4))
        hx, hy = 70, -24
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
        if pose != "rest" or eye:
            c.oval(*t([(hx + 11, hy - 4)])[0], 2.6 * s, col=eye or "#1d1716")
        else:
            c.curve(t([(hx + 7, hy - 3), (hx + 11, hy - 1), (hx + 15, hy - 3)]), "#1d1716", 1.6 * s)
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
        elif pose == "lie":
            c.line(t([(32, -72), (62, -58)]), collar, 6 * s)


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


#SCENES#


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
