// Builds what the browser gets: one style sheet, a few scripts, the icons, the font.
// Every file is named by its content, and stands beside its gzip and brotli forms.
// Usage: node build.mjs [--out DIR]   (default: dist)
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";
import subsetFont from "subset-font";

const root = dirname(fileURLToPath(import.meta.url));
const packages = join(root, "node_modules");

/** Everything the outputs depend on. The assets crate hashes the same list in the same way. */
const INPUTS = ["build.mjs", "package.json", "package-lock.json", "tsconfig.json", "icons", "src", "styles"];

/** Characters kept in the font: Latin with the accents of western and Polish names, and our punctuation. */
const FONT_CHARACTERS = [range(0x20, 0x7e), range(0xa0, 0xff), "ıŁłŃńŚśŹźŻżĄąĆćĘęŐőŰű–—‘’“”•…←→×−✓€™"].join("");

const outputs = new Map();

await addFont();
await addStyles();
await addScripts();
addFile("htmx.js", readFileSync(join(packages, "htmx.org/dist/htmx.min.js")));
addFile("icons.svg", Buffer.from(iconSprite()));
addFile("favicon.svg", readFileSync(join(root, "icons/favicon.svg")));
write(resolve(root, option("--out") ?? "dist"));

async function addFont() {
  const file = join(packages, "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2");
  const axes = { wght: { min: 400, max: 700 } };
  addFile("text.woff2", await subsetFont(readFileSync(file), FONT_CHARACTERS, { targetFormat: "woff2", variationAxes: axes }));
}

async function addStyles() {
  const { css } = sass.compile(join(root, "styles/app.scss"), {
    loadPaths: [join(packages, "@uswds/uswds/packages")],
    quietDeps: true,
    logger: { debug() {}, warn(message, { deprecation }) { if (!deprecation) console.warn(message); } },
  });
  const linked = css.replaceAll(/url\("?asset:([^")]+)"?\)/g, (_, name) => `url(${urlOf(name)})`);
  const { code } = await esbuild.transform(linked, { loader: "css", minify: true, target: ["chrome109", "firefox115", "safari16"] });
  addFile("app.css", Buffer.from(code));
}

async function addScripts() {
  const entries = readdirSync(join(root, "src")).filter((name) => name.endsWith(".entry.ts"));
  const result = await esbuild.build({
    entryPoints: entries.map((name) => join(root, "src", name)),
    bundle: true,
    // None of them exports anything, and so one may also stand in a page's head as a plain script.
    format: "iife",
    minify: true,
    target: "es2022",
    write: false,
    outdir: "out",
  });
  for (const file of result.outputFiles) {
    addFile(file.path.split(sep).pop().replace(".entry.js", ".js"), Buffer.from(file.contents));
  }
}

/** One SVG of symbols from the design system's icons, those it is made from (with their folder) and our own drawings, named as
 * in icons/icons.json. */
function iconSprite() {
  const names = JSON.parse(readFileSync(join(root, "icons/icons.json"), "utf8"));
  const symbols = Object.entries(names).map(([id, source]) => {
    const file = source.startsWith("./")
      ? join(root, "icons", source)
      : join(packages, "@uswds/uswds/dist/img", source.includes("/") ? "" : "usa-icons", `${source}.svg`);
    const svg = readFileSync(file, "utf8");
    const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replaceAll(/<path[^>]*fill="none"[^>]*\/>/g, "");
    const box = /viewBox="([^"]+)"/.exec(svg)?.[1] ?? "0 0 24 24";
    return `<symbol id="${id}" viewBox="${box}">${body.trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

function addFile(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const dot = name.lastIndexOf(".");
  outputs.set(name, { file: `${name.slice(0, dot)}.${hash}${name.slice(dot)}`, bytes });
}

function urlOf(name) {
  const output = outputs.get(name);
  if (!output) throw new Error(`no asset is called ${name}`);
  return `/assets/${output.file}`;
}

/** Writes beside the target and swaps, so that a reader never meets half a build. */
function write(target) {
  const fresh = `${target}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const manifest = {};
  for (const [name, { file, bytes }] of outputs) {
    const gzip = gzipSync(bytes, { level: 9 });
    const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
    const isWorthIt = brotli.length < bytes.length * 0.95;
    writeFileSync(join(fresh, file), bytes);
    if (isWorthIt) {
      writeFileSync(join(fresh, `${file}.gz`), gzip);
      writeFileSync(join(fresh, `${file}.br`), brotli);
    }
    manifest[name] = file;
    console.log(`${name.padEnd(14)} ${String(bytes.length).padStart(7)} bytes, ${isWorthIt ? brotli.length : bytes.length} over the wire`);
  }
  writeFileSync(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(fresh, "inputs.sha256"), inputHash());
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
}

/** SHA-256 over each input's path, a zero byte, its content and a zero byte, in byte order of the paths. */
function inputHash() {
  const hash = createHash("sha256");
  for (const path of INPUTS.flatMap((name) => filesUnder(join(root, name))).sort()) {
    hash.update(path).update("\0").update(readFileSync(join(root, path))).update("\0");
  }
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!statSync(path).isDirectory()) return [relative(root, path).split(sep).join("/")];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}

function range(from, to) {
  return String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, index) => from + index));
}

function option(name) {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : process.argv[index + 1];
}
