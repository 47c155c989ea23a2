// What the scripts meet in a page: htmx and its events, tus, and modules that are served under static/vendor.
// Only read by tsc; never sent to a browser.

import type htmx from "htmx.org";
import type * as tus from "tus-js-client";

declare global {
  interface Window {
    htmx: typeof htmx;
    tus: typeof tus;
  }

  interface Navigator {
    /** Chrome alone has it. */
    connection?: { saveData: boolean };
  }

  interface HtmxDetail {
    elt: HTMLElement;
    target: HTMLElement | null;
  }

  interface HtmxRequestDetail extends HtmxDetail {
    xhr: XMLHttpRequest;
    requestConfig: { verb: string; triggeringEvent?: Event };
    successful: boolean;
  }

  interface HtmxConfigDetail extends HtmxDetail {
    path: string;
    headers: Record<string, string>;
    parameters: FormData;
    timeout: number;
  }

  interface HtmxSwapDetail extends HtmxRequestDetail {
    shouldSwap: boolean;
  }

  interface HtmxFragmentDetail extends HtmxDetail {
    fragment: DocumentFragment;
    shouldSwap: boolean;
  }

  interface HtmxErrorDetail extends HtmxRequestDetail {
    pathInfo: { requestPath: string };
  }

  interface DocumentEventMap {
    "htmx:afterRequest": CustomEvent<HtmxRequestDetail>;
    "htmx:afterSettle": CustomEvent<HtmxDetail>;
    "htmx:afterSwap": CustomEvent<HtmxDetail>;
    "htmx:beforeRequest": CustomEvent<HtmxRequestDetail>;
    "htmx:beforeSwap": CustomEvent<HtmxSwapDetail>;
    "htmx:configRequest": CustomEvent<HtmxConfigDetail>;
    "htmx:load": CustomEvent<HtmxDetail>;
    "htmx:oobAfterSwap": CustomEvent<HtmxDetail>;
    "htmx:oobBeforeSwap": CustomEvent<HtmxFragmentDetail>;
    "htmx:responseError": CustomEvent<HtmxErrorDetail>;
    "htmx:sendError": CustomEvent<HtmxErrorDetail>;
    "htmx:timeout": CustomEvent<HtmxErrorDetail>;
    /** The server's answer to a saved score, and to a saved note of a visit. */
    "portal:saved": CustomEvent<{ version: number }>;
    "portal:noted": CustomEvent<{ version: number }>;
    /** The page of another criterion was fetched ahead. */
    "portal:page-fetched": CustomEvent<{ html: string }>;
    /** A draft of another criterion was stored. */
    "portal:draft-stored": CustomEvent<{ url: string }>;
  }
}

declare module "*/vendor/hashes/sha2.js" {
  export { sha256 } from "@noble/hashes/sha2.js";
}
