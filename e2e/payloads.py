"""Hostile strings, and how to see whether one of them did anything."""

import json
import os
from base64 import b64decode
from pathlib import Path

import comments.tests
from radslag.tests.scale import sampled

OWN = Path(comments.tests.__file__).with_name("payloads.txt")

WATCH = """
    window.ran = [];
    for (const name of ["alert", "confirm", "prompt", "print", "open", "write"])
        window[name] = (...words) => { window.ran.push(name + " " + words.join(" ")); return null };
    document.write = document.writeln = (...words) => window.ran.push("write " + words.join(" "));
    addEventListener("securitypolicyviolation", (event) => {
        window.ran.push("refused by the policy: " + event.violatedDirective + " " + event.blockedURI + " " + event.sample);
    }, true);
"""
"""Runs before the page's own: notes whatever a payload manages to call, and whatever the policy had to refuse."""

PROVOKE = r"""() => {
    const events = ["click", "mouseover", "mouseenter", "mousemove", "focus", "focusin", "blur", "keydown", "input",
        "change", "pointerover", "dragstart", "paste", "copy", "cut", "animationend", "transitionend", "toggle", "wheel"];
    const odd = [], scheme = /^[\s\x00-\x1f]*(javascript|vbscript|data:text)/i;
    const addresses = /^(href|src|action|formaction|data|xlink:href|srcdoc)$/i;
    const strange = /^(object|embed|base|applet|frame|frameset|marquee|math)$/i;
    for (const name of ["click", "submit", "keydown"])
        addEventListener(name, (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true);
    for (const element of document.querySelectorAll("*")) {
        for (const { name, value } of element.attributes) {
            if (/^on/i.test(name)) odd.push("handler " + name + " on " + element.tagName);
            if (addresses.test(name) && scheme.test(value)) odd.push(name + "=" + value.slice(0, 60));
        }
        if (strange.test(element.tagName)) odd.push("element " + element.tagName);
    }
    for (const element of document.querySelectorAll(".comment__text *, .own-text *"))
        if (!/^(P|BR|A|BDI)$/.test(element.tagName)) odd.push("markup in a text: " + element.outerHTML.slice(0, 80));
    for (const element of document.querySelectorAll("body *"))
        for (const name of events) element.dispatchEvent(new Event(name, { cancelable: true }));
    return [...(window.ran || []), ...odd];
}"""
"""Does to every element what sets off a handler; returns what ran, what the policy refused, and what should not be there."""


def own_payloads() -> list[str]:
    """The project's own."""
    return OWN.read_text(encoding="utf-8").splitlines()


def payloads() -> list[str]:
    """The project's own, and those of RADSLAG_PAYLOADS_DIR: all at full scale, few at a smaller one."""
    given = os.environ.get("RADSLAG_PAYLOADS_DIR")
    lines: list[str] = []
    for file in sorted(Path(given).glob("*.txt")) if given else ():
        lines += file.read_text(encoding="utf-8", errors="replace").splitlines()
    for file in sorted(Path(given).glob("*.base64.json")) if given else ():
        texts = json.loads(file.read_text(encoding="utf-8"))
        lines += [b64decode(text).decode("utf-8", "replace") for text in texts]
    given_lines = [line for line in lines if line.strip()]
    return [*sampled(own_payloads(), 4), *sampled(given_lines, 80)]
