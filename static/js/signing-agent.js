// Agents of signing tokens on the signer's own machine. An adapter is an object with one method:
//
//   sign(name, content): takes a PDF's name and bytes, resolves to the bytes of the signed PDF,
//   or rejects with a SigningError ("unreachable", "refused", "garbled").
//
// The portal knows nothing else of an agent: another kind of token needs another adapter, and no change elsewhere.

/** @typedef {{ sign(name: string, content: Uint8Array): Promise<Uint8Array> }} SigningAgent */

export class SigningError extends Error {
  /**
   * @param {"unreachable" | "refused" | "garbled"} code
   * @param {string} said the agent's own words
   */
  constructor(code, said = "") {
    super(said || code);
    this.code = code;
    this.said = said;
  }
}

/**
 * The agent of the state's token (VGCA Sign Service): one JSON message over a secure web socket, one answer.
 * Asked: FileName, SessionId, FileUploadHandler (empty: the file comes back in the answer), FileData (base64).
 * Answered: Status (0 is good), Message, FileServer (the signed file's name), FileData.
 * Versions of the agent differ in how they take the file; this one was tried against a stand-in only.
 * @implements {SigningAgent}
 */
export class VgcaAgent {
  /**
   * @param {string} address
   * @param {{ open?: (address: string) => WebSocket, patience?: number }} [options]
   */
  constructor(address, { open = (where) => new WebSocket(where), patience = 180_000 } = {}) {
    this.address = address;
    this.open = open;
    this.patience = patience;
  }

  /**
   * @param {string} name
   * @param {Uint8Array} content
   * @returns {Promise<Uint8Array>}
   */
  sign(name, content) {
    return new Promise((resolve, reject) => {
      const socket = this.open(this.address);
      const tooLate = setTimeout(() => fail(new SigningError("unreachable")), this.patience);
      /** @param {SigningError} error */
      const fail = (error) => {
        clearTimeout(tooLate);
        reject(error);
        socket.close();
      };
      socket.addEventListener("open", () => {
        const session = String(Date.now());
        socket.send(
          JSON.stringify({ FileUploadHandler: "", SessionId: session, FileName: name, FileData: toBase64(content) }),
        );
      });
      socket.addEventListener("message", (event) => {
        try {
          const signed = signedIn(event.data);
          clearTimeout(tooLate);
          resolve(signed);
          socket.close();
        } catch (error) {
          fail(error instanceof SigningError ? error : new SigningError("garbled"));
        }
      });
      socket.addEventListener("error", () => fail(new SigningError("unreachable")));
      socket.addEventListener("close", () => fail(new SigningError("unreachable")));
    });
  }
}

/**
 * The signed file in an agent's answer.
 * @param {unknown} said
 * @returns {Uint8Array}
 */
export function signedIn(said) {
  const answer = JSON.parse(String(said));
  if (!answer || typeof answer !== "object" || typeof answer.Status !== "number") {
    throw new SigningError("garbled");
  }
  if (answer.Status !== 0) throw new SigningError("refused", String(answer.Message ?? ""));
  if (typeof answer.FileData !== "string" || !answer.FileData) throw new SigningError("garbled");
  return fromBase64(answer.FileData);
}

const STEP = 0x8000; // more arguments than this overflow the stack of old browsers

/** @param {Uint8Array} content */
export function toBase64(content) {
  let text = "";
  for (let place = 0; place < content.length; place += STEP) {
    text += String.fromCharCode(...content.subarray(place, place + STEP));
  }
  return btoa(text);
}

/** @param {string} text */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
