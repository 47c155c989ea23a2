// Files fetched ahead: few, small, once, and never waited for.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FilesAhead } from "../../static/js/viewer-ahead.js";

const MOST = 100;

/** Fetches that are answered when the test says so. */
function setUp() {
  const asked = new Map();
  const fetcher = (source) => new Promise((resolve, reject) => asked.set(source, { resolve, reject }));
  return { asked, ahead: new FilesAhead({ pdf: fetcher }, MOST) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a file is handed over once", async () => {
  const { asked, ahead } = setUp();
  const bytes = new ArrayBuffer(3);
  ahead.fetch("pdf", "/a", 3);
  asked.get("/a").resolve(bytes);
  await settled();

  assert.equal(ahead.take("/a"), bytes);
  assert.equal(ahead.take("/a"), null);
});

test("one that is on its way is not waited for, and is dropped when it comes", async () => {
  const { asked, ahead } = setUp();
  ahead.fetch("pdf", "/a", 3);

  assert.equal(ahead.take("/a"), null);
  asked.get("/a").resolve(new ArrayBuffer(3));
  await settled();
  assert.equal(ahead.take("/a"), null);
});

test("large files, other kinds and failures are left to who asks for them", async () => {
  const { asked, ahead } = setUp();
  ahead.fetch("pdf", "/large", MOST + 1);
  ahead.fetch("card", "/card", 1);
  ahead.fetch("pdf", "/lost", 1);
  asked.get("/lost").reject(new Error("offline"));
  await settled();

  assert.deepEqual([...asked.keys()], ["/lost"]);
  assert.equal(ahead.take("/lost"), null);
});

test("only the latest few are kept", async () => {
  const { asked, ahead } = setUp();
  for (let number = 0; number < 6; number += 1) {
    ahead.fetch("pdf", `/${number}`, 1);
    asked.get(`/${number}`).resolve(new ArrayBuffer(number + 1));
    await settled();
  }

  assert.deepEqual([0, 1, 2, 5].map((number) => ahead.take(`/${number}`)?.byteLength), [undefined, undefined, 3, 6]);
});
