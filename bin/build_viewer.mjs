// Build pdf.js so that it runs in Chrome 90 and newer: its own "legacy" build asks for about Chrome 119, which
// offices with Windows 7 and 8 do not have (the last Chrome there is 109). Run by need_assets, after npm ci.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild-wasm";

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
// What pdf.js calls and Chrome 91 or 109 lacks; tests/browser/test_old_browsers.py opens files in both.
const polyfills = [
  "array-buffer", "array/at", "array/find-last", "array/to-sorted", "iterator", "map", "math/sum-precise", "object/has-own",
  "promise/try", "promise/with-resolvers", "set", "string/at", "structured-clone", "typed-array", "url", "weak-map",
].map((name) => `import "core-js/actual/${name}";`);

mkdirSync(`${modules}.built/pdfjs`, { recursive: true });
for (const name of ["pdf", "pdf.worker"]) {
  await build({
    stdin: {
      contents: [...polyfills, `export * from "pdfjs-dist/legacy/build/${name}.mjs";`].join("\n"),
      resolveDir: modules,
    },
    outfile: `${modules}.built/pdfjs/${name}.min.mjs`,
    bundle: true,
    minify: true,
    format: "esm",
    // esbuild believes that Chrome 91 knows static blocks; it does from 94 on.
    target: "chrome90",
    legalComments: "none",
    logLevel: "warning",
  });
}

// The page that verifies a proof of the trail is one file, so its script is too.
await build({
  entryPoints: [fileURLToPath(new URL("../static/proof/page.js", import.meta.url))],
  outfile: `${modules}.built/proof/page.min.js`,
  bundle: true,
  minify: true,
  format: "iife",
  target: "chrome90",
  legalComments: "none",
  logLevel: "warning",
});
