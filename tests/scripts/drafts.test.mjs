import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";

import { Drafts } from "../../static/js/drafts.js";
import { StoredSetting } from "../../static/js/stored-setting.js";
import { FakeStorage } from "./fakes.mjs";

const DRAFT = { points: "7,5", explanation: "Đã niêm yết.", claimed: false, version: "3", url: "/I.2/score/" };

describe("drafts", () => {
  let storage, drafts;

  beforeEach(() => {
    storage = new FakeStorage();
    drafts = new Drafts(() => storage);
  });

  it("outlive the page, until they are removed", () => {
    drafts.set("7/3/I.2", DRAFT);

    const afterwards = new Drafts(() => storage);
    assert.deepEqual(afterwards.get("7/3/I.2"), DRAFT);
    afterwards.remove("7/3/I.2");
    assert.equal(new Drafts(() => storage).get("7/3/I.2"), null);
  });

  it("are listed for the same person and dossier, without the one on the page", () => {
    for (const name of ["7/3/I.1", "7/3/I.2", "7/3/II.1.1", "7/4/I.1", "8/3/I.1", "71/3/I.1"]) drafts.set(name, DRAFT);
    storage.setItem("desk/letters-off", "1");

    assert.deepEqual(drafts.besides("7/3/I.2"), ["7/3/I.1", "7/3/II.1.1"]);
  });

  it("hold what was sent, unless another tab typed on", () => {
    drafts.set("7/3/I.2", DRAFT);
    assert.equal(drafts.holds("7/3/I.2", { ...DRAFT }), true);

    new Drafts(() => storage).set("7/3/I.2", { ...DRAFT, points: "8" });
    assert.equal(drafts.holds("7/3/I.2", DRAFT), false);
  });

  it("are nothing where the storage holds no draft", () => {
    storage.setItem("draft/7/3/I.2", "{spoilt");

    assert.equal(drafts.get("7/3/I.2"), null);
    assert.equal(drafts.get("7/3/I.1"), null);
  });

  it("live as long as the page where the storage is full", () => {
    drafts.set("7/3/I.2", DRAFT);
    storage.refuses = true;
    drafts.set("7/3/I.2", { ...DRAFT, points: "8" });
    drafts.set("7/3/I.1", DRAFT);

    assert.equal(drafts.get("7/3/I.2").points, "8");
    assert.deepEqual(drafts.besides("7/3/I.2"), ["7/3/I.1"]);
    assert.equal(drafts.areKept, false);
    drafts.remove("7/3/I.1");
    drafts.remove("7/3/I.2");
    assert.deepEqual([drafts.get("7/3/I.1"), drafts.areKept], [null, true]);
  });

  it("win over an older draft once the storage has no room, and are kept when it has", () => {
    drafts.set("7/3/I.2", DRAFT);
    storage.refuses = true;
    drafts.set("7/3/I.2", { ...DRAFT, points: "8" });
    storage.refuses = false;
    assert.equal(drafts.get("7/3/I.2").points, "8");

    drafts.set("7/3/I.2", { ...DRAFT, points: "9" });
    assert.deepEqual([new Drafts(() => storage).get("7/3/I.2").points, drafts.areKept], ["9", true]);
  });

  it("live as long as the page where the storage is blocked", () => {
    const blocked = new Drafts(() => {
      throw new DOMException("Access is denied.", "SecurityError");
    });
    blocked.set("7/3/I.2", DRAFT);

    assert.deepEqual(blocked.get("7/3/I.2"), DRAFT);
    assert.deepEqual(blocked.besides("7/3/I.1"), ["7/3/I.2"]);
    blocked.remove("7/3/I.2");
    assert.equal(blocked.get("7/3/I.2"), null);
  });
});

describe("a stored setting", () => {
  it("is kept by the browser", () => {
    const storage = new FakeStorage();
    new StoredSetting(() => storage, "send-smaller").set(true);
    assert.equal(new StoredSetting(() => storage, "send-smaller").isOn, true);

    new StoredSetting(() => storage, "send-smaller").set(false);
    assert.equal(new StoredSetting(() => storage, "send-smaller").isOn, false);
  });

  it("holds for the page where the storage is blocked", () => {
    const storage = Object.assign(new FakeStorage(), { refuses: true });
    const setting = new StoredSetting(() => storage, "send-smaller");
    assert.equal(setting.isOn, false);

    setting.set(true);
    assert.equal(setting.isOn, true);
  });
});
