// Where a file was left is found again, on the next page too, and without a storage as long as the page is open.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FilePlaces } from "../../static/js/viewer-places.js";

function storage() {
  const texts = new Map();
  return { getItem: (key) => texts.get(key) ?? null, setItem: (key, text) => texts.set(key, text), texts };
}

const LEFT = { page: 7, scale: 1.5, rotation: 90 };

test("a file is found where it was left, after a reload too", () => {
  const kept = storage();
  new FilePlaces(() => kept).set("/a", LEFT);

  assert.deepEqual(new FilePlaces(() => kept).get("/a"), LEFT);
  assert.equal(new FilePlaces(() => kept).get("/b"), null);
});

test("a blocked storage holds nothing up", () => {
  const places = new FilePlaces(() => {
    throw new Error("blocked");
  });
  places.set("/a", LEFT);

  assert.deepEqual(places.get("/a"), LEFT);
});

test("the oldest places are forgotten", () => {
  const kept = storage();
  const places = new FilePlaces(() => kept);
  for (let number = 0; number < 201; number += 1) places.set(`/${number}`, LEFT);

  assert.equal(places.get("/0"), null);
  assert.equal(JSON.parse(kept.getItem("viewer-places")).length, 200);
});
