// What every request of a script says: the token that counts now, and whose page this is.

// A new sign-in in another tab brings a new token; the cookie always has the one that counts.
export const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

// The key of the person who opened this page, as it was then: the portal refuses it once somebody else is signed in.
const key = document.body.dataset.formKey;

export const headers = (more = {}) => ({ "X-CSRFToken": csrf(), ...(key ? { "X-Form-Key": key } : {}), ...more });

// Was a request refused because of who sent it? It would be refused again, whatever it holds.
export const isRefused = (answer) => Boolean(answer.headers?.get?.("X-Form-Refused") ?? answer.getResponseHeader?.("X-Form-Refused"));
