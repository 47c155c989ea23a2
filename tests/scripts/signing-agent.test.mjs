import assert from "node:assert/strict";
import test from "node:test";

import { SigningError, VgcaAgent, fromBase64, signedIn, toBase64 } from "../../static/js/signing-agent.js";

/** A socket that answers what it is told, after it was opened. */
class Socket extends EventTarget {
  /** @param {unknown} answer */
  constructor(answer) {
    super();
    this.answer = answer;
    this.sent = [];
    queueMicrotask(() => this.dispatchEvent(new Event(answer === undefined ? "error" : "open")));
  }
  send(text) {
    this.sent.push(JSON.parse(text));
    queueMicrotask(() => this.dispatchEvent(Object.assign(new Event("message"), { data: this.answer })));
  }
  close() {
    this.isClosed = true;
  }
}

function agentOf(answer) {
  const sockets = [];
  const open = () => sockets.push(new Socket(answer)) && sockets.at(-1);
  return { agent: new VgcaAgent("wss://127.0.0.1:8987", { open }), sockets };
}

const codeOf = async (promise) => {
  const error = await promise.then(() => null, (failure) => failure);
  assert.ok(error instanceof SigningError);
  return [error.code, error.said];
};

test("bytes survive base64, however many", () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, place) => place % 256);
  assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
});

test("an agent gets name and bytes, and gives the signed ones", async () => {
  const answer = JSON.stringify({ Status: 0, Message: "", FileServer: "a.pdf", FileData: btoa("signed") });
  const { agent, sockets } = agentOf(answer);
  const signed = await agent.sign("a.pdf", new TextEncoder().encode("paper"));
  assert.equal(new TextDecoder().decode(signed), "signed");
  const [{ FileName, FileData, FileUploadHandler, SessionId }] = sockets[0].sent;
  assert.deepEqual([FileName, atob(FileData), FileUploadHandler, typeof SessionId], ["a.pdf", "paper", "", "string"]);
  assert.ok(sockets[0].isClosed);
});

test("a refusal comes with the agent's words, other failures with their kind", async () => {
  const refused = agentOf(JSON.stringify({ Status: 11, Message: "Người dùng hủy" })).agent;
  assert.deepEqual(await codeOf(refused.sign("a", new Uint8Array())), ["refused", "Người dùng hủy"]);
  assert.deepEqual(await codeOf(agentOf(undefined).agent.sign("a", new Uint8Array())), ["unreachable", ""]);
  for (const garbled of ["<html>", "null", '{"Status":0}', '{"Status":0,"FileData":"!"}', '{"Status":"0"}']) {
    assert.deepEqual(await codeOf(agentOf(garbled).agent.sign("a", new Uint8Array())), ["garbled", ""]);
  }
});

test("an answer without a status is garbled", () => {
  assert.throws(() => signedIn("{}"), SigningError);
});
