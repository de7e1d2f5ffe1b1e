"""Makes the static TTF subsets in this folder from the variable web fonts.

In an empty folder: `npm pack @fontsource-variable/inter @fontsource-variable/newsreader
@fontsource-variable/geist-mono` (5.3.0 was used), unpack each archive into a folder of its name,
`pip install fonttools brotli`, run this file there; the results are in `out`.
"""
import os
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from fontTools.merge import Merger, Options
from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen

ROOT = "."
def src(pkg, name): return f"{ROOT}/fontsource-variable-{pkg}-5.3.0/package/files/{name}.woff2"

def box(em):
    """A hollow box: a letter that this font does not have."""
    pen = TTGlyphPen(None)
    left, right, top, pen_width = em // 16, em * 6 // 10 - em // 16, em * 73 // 100, em // 20
    for x0, x1, y0, y1, hole in ((left, right, 0, top, False), (left + pen_width, right - pen_width, pen_width, top - pen_width, True)):
        points = [(x0, y0), (x0, y1), (x1, y1), (x1, y0)]
        if hole: points.reverse()
        pen.moveTo(points[0])
        for point in points[1:]: pen.lineTo(point)
        pen.closePath()
    return pen.glyph()

def make(out, files, loc, family):
    parts = []
    for i, f in enumerate(files):
        font = TTFont(f)
        axes = {a.axisTag: loc.get(a.axisTag, a.defaultValue) for a in font["fvar"].axes}
        print(out, os.path.basename(f), axes)
        inst = instancer.instantiateVariableFont(font, axes, inplace=False)
        inst.flavor = None
        # keep only kerning, marks and ligature-free layout: the page needs no alternates
        opt = subset.Options(layout_features=["kern", "mark", "mkmk", "ccmp", "locl"], glyph_names=False,
                             notdef_outline=True, name_IDs=["*"], hinting=False, drop_tables=["STAT","DSIG","gasp","cvt ","fpgm","prep"])
        s = subset.Subsetter(opt)
        s.populate(unicodes=[u for u in inst.getBestCmap()])
        s.subset(inst)
        p = f"{ROOT}/part-{i}.ttf"
        inst.save(p); parts.append(p)
    if len(parts) == 1:
        merged = TTFont(parts[0])
    else:
        merged = Merger(options=Options(drop_tables=["vmtx", "vhea", "MATH"])).merge(parts)
    # None of the three projects declares a reserved font name.
    style = os.path.basename(out)[:-4]
    if family == "Inter":  # the last font asked: give it a visible replacement character
        glyf, hmtx = merged["glyf"], merged["hmtx"]
        name = "replacement"
        glyf[name] = box(merged["head"].unitsPerEm); hmtx[name] = (merged["head"].unitsPerEm * 6 // 10, merged["head"].unitsPerEm // 16)
        merged.setGlyphOrder(merged.getGlyphOrder() + ([name] if name not in merged.getGlyphOrder() else []))
        for table in merged["cmap"].tables:
            if table.isUnicode(): table.cmap[0xFFFD] = name
    nice = style.replace("-", " ")
    for record in list(merged["name"].names):
        if record.nameID in (1, 4, 16): merged["name"].setName(nice, record.nameID, record.platformID, record.platEncID, record.langID)
        elif record.nameID == 6: merged["name"].setName(style, 6, record.platformID, record.platEncID, record.langID)
        elif record.nameID in (2, 17): merged["name"].setName("Regular", record.nameID, record.platformID, record.platEncID, record.langID)
        elif record.nameID in (3, 25): merged["name"].removeNames(nameID=record.nameID)
    merged["name"].setName(style + " static subset", 3, 3, 1, 0x409)
    merged.save(out)
    m = TTFont(out)
    print("  ->", out, os.path.getsize(out), "glyphs", len(m.getGlyphOrder()), "chars", len(m.getBestCmap()), "upem", m["head"].unitsPerEm, "name", m["name"].getDebugName(4), "|", m["name"].getDebugName(0), "|", m["name"].getDebugName(13))

O = f"{ROOT}/out"; os.makedirs(O, exist_ok=True)
inter = lambda: [src("inter", f"inter-{s}-wght-normal") for s in ["latin", "latin-ext", "vietnamese", "greek", "cyrillic", "cyrillic-ext"]]
make(f"{O}/Inter-Regular.ttf", inter(), {"wght": 400}, "Inter")
make(f"{O}/Inter-SemiBold.ttf", inter(), {"wght": 600}, "Inter")
make(f"{O}/Newsreader-Display.ttf", [src("newsreader", f"newsreader-{s}-opsz-normal") for s in ["latin", "latin-ext", "vietnamese"]], {"wght": 420, "opsz": 48}, "Newsreader")
make(f"{O}/Newsreader-DisplayItalic.ttf", [src("newsreader", f"newsreader-{s}-opsz-italic") for s in ["latin", "latin-ext", "vietnamese"]], {"wght": 400, "opsz": 36}, "Newsreader")
make(f"{O}/GeistMono-Regular.ttf", [src("geist-mono", f"geist-mono-{s}-wght-normal") for s in ["latin", "latin-ext", "cyrillic"]], {"wght": 400}, "Geist Mono")
