"""A lab's module is one text, whoever asks for it."""

import re
from pathlib import Path

from secbook.live.link import VIEW, linked, registration

PACKAGE = Path(__file__).parents[2] / "secbook"
ENTRY = PACKAGE / "labs" / "lab.js"

TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:function|const|class|let) (\$?\w+)", re.M)


def test_the_module_has_no_import_left_and_one_default_export() -> None:
    """JupyterLab imports it from a blob, where no other file can be reached."""
    text = linked(ENTRY)

    assert not re.search(r"^import ", text, re.M)
    assert re.findall(r"^export .*", text, re.M) == ["export default { initialize, render };"]


def test_no_two_modules_have_a_name_in_common() -> None:
    """They stand one after the other: a name twice would be a syntax error, or worse."""
    names = TOP_LEVEL.findall(linked(ENTRY))

    assert len(names) == len(set(names))
    assert {"linkOf", "render", "$fixed"} <= set(names)


def test_a_module_that_is_asked_for_twice_stands_once(tmp_path: Path) -> None:
    """Two modules may import the same third one, and what is imported comes first."""
    (tmp_path / "c.js").write_text("export const c = 1;\n")
    (tmp_path / "b.js").write_text('import { c } from "./c.js";\nexport const b = c;\n')
    entry = tmp_path / "a.js"
    entry.write_text(
        'import { b } from "./b.js";\nimport { c } from "./c.js";\nexport default { b, c };\n'
    )

    text = linked(entry)

    assert text.split("\n\n") == [
        "const c = 1;",
        "const b = c;",
        "export default { b, c };\n",
    ]


def test_the_model_can_be_cut_from_the_view() -> None:
    """The page has the view in its script and takes the model alone."""
    statement = registration("key", "(() => 1)()")

    model, _, view = (statement + VIEW + "export default {};").partition(VIEW)

    assert model == statement
    assert view == "export default {};"
