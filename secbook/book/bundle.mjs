// Makes the page's scripts: `node bundle.mjs ENTRY FOLDER NAME=FILE ...`, run in the book's folder.
//
// ENTRY becomes FOLDER/page.js. Each FILE, the script of an installed Python wheel, becomes FOLDER/NAME.js:
// on its own, a browser reads it on another thread.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const { buildSync, transformSync } = createRequire(`${process.cwd()}/`)("esbuild");
const [entry, folder, ...wheels] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));

// Tells a browser that it may compile all of a script while it waits, not when a function is called.
const AT_ONCE = "//# allFunctionsCalledOnLoad\n";

const { outputFiles } = buildSync({
  entryPoints: [entry],
  outdir: folder,
  entryNames: "page",
  write: false,
  nodePaths: ["node_modules"],
  alias: {
    // A page's labels are text; the cleaner of foreign HTML would be a tenth of the script.
    "sanitize-html": join(here, "no-html.js"),
    jquery: join(here, "one-element.js"),
  },
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
  loader: { ".svg": "dataurl", ".png": "dataurl" },
  define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
});
for (const { path, text } of outputFiles) {
  // Where code is strict, lodash throws and catches an error for each object that it compares.
  writeFileSync(path, text.replace(/^"use strict";/, ""));
}

for (const wheel of wheels) {
  const [name, file] = wheel.split("=");
  // A wheel's script calls a global `define`; renamed, no other script of the page meets it.
  const define = { define: `globalThis.secbookDefine.${name}` };
  const { code } = transformSync(readFileSync(file, "utf8"), { define, minify: true, legalComments: "none" });
  writeFileSync(join(folder, `${name}.js`), AT_ONCE + code);
}
