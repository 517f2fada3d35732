// Makes the page's script: `node bundle.mjs ENTRY OUTFILE NAME=FILE ...`, run in the book's folder.
//
// Each NAME=FILE stands for the module `wheel/NAME`, a file of an installed Python wheel.

import { createRequire } from "node:module";

const { buildSync } = createRequire(`${process.cwd()}/`)("esbuild");
const [entry, outfile, ...wheels] = process.argv.slice(2);

buildSync({
  entryPoints: [entry],
  outfile,
  nodePaths: ["node_modules"],
  alias: Object.fromEntries(wheels.map((one) => `wheel/${one}`.split("="))),
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
  loader: { ".svg": "dataurl", ".png": "dataurl" },
  define: {
    // The wheels' modules call a global `define`; see page.js.
    define: "globalThis.secbookDefine",
    global: "globalThis",
    "process.env.NODE_ENV": '"production"',
  },
});
