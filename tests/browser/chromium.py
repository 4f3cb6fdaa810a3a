"""Find a Chrome or Chromium, or install one with fonts: `python tests/browser/chromium.py --install`."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FONTS = "fonts-noto-cjk"
"""Debian's package of letters for Chinese, Japanese and Korean: without any, a browser draws boxes."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Chrome takes the last such list only: what playwright has in its own stands here, too.
    "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,LensOverlay,"
    "HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,OptimizationHints,"
    "AvoidCorsURLLoaderRestartOnRedirect,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup",
)
"""What keeps a browser on a build machine quiet: no sandbox for root, no calls home, and no pages of its own behind the
address line, which take longer for each window than most of our pages (0.8 s of one core in Chromium 156)."""


def find() -> str | None:
    """The path of a browser: `CHROMIUM` in the environment, one on the path, or the one playwright has downloaded."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    for path in MACOS:
        if Path(path).exists():
            return path
    return _downloaded()


def _downloaded() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> str | None:
    """Install a browser: Debian's package where apt works, else playwright's own download."""
    if platform.system() == "Linux" and shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        if not sudo or shutil.which("sudo"):
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run([*sudo, "apt-get", "update", "-qq"], env=quiet, check=False)
            subprocess.run([*sudo, "apt-get", "install", "-y", "-qq", "chromium", FONTS], env=quiet, check=False)
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find()


def main() -> int:
    found = find() or (install() if "--install" in sys.argv else None)
    if found:
        print(f"browser: {found}")
        return 0
    print(
        "No Chrome or Chromium was found, and none could be installed. The browser tests need one:\n"
        "install it (Debian, Ubuntu: sudo apt install chromium; macOS: brew install --cask google-chrome)\n"
        "or name yours: CHROMIUM=/path/to/chrome make test",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
