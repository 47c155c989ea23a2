// A certified OpenID Connect provider for the tests: whoever the test names last is signed in there, without a page.
import { Provider } from "oidc-provider";

const [, , port, redirect] = process.argv;
const issuer = `http://127.0.0.1:${port}`;
/** @type {Record<string, unknown>} */
let person = {};

const provider = new Provider(issuer, {
  clients: [{ client_id: "portal", client_secret: "a-secret-of-the-test", redirect_uris: [redirect] }],
  conformIdTokenClaims: false,
  claims: { openid: ["sub", "acr", "amr"], email: ["email", "email_verified"], profile: ["name"] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...person, sub }) }),
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  cookies: { keys: ["a-key-of-the-test"] },
});

provider.use(async (context, next) => {
  if (context.path === "/person") {
    let body = "";
    for await (const part of context.req) body += part;
    person = JSON.parse(body);
    context.body = "";
  } else if (context.path.startsWith("/interaction/")) {
    const { prompt, params } = await provider.interactionDetails(context.req, context.res);
    if (person.cancels) {
      await finish(context, { error: "access_denied" });
    } else if (prompt.name === "login") {
      await finish(context, { login: { accountId: person.sub, acr: person.acr, amr: person.amr } });
    } else {
      const grant = new provider.Grant({ accountId: person.sub, clientId: params.client_id });
      grant.addOIDCScope(params.scope);
      await finish(context, { consent: { grantId: await grant.save() } });
    }
  } else {
    await next();
  }
});

async function finish(context, result) {
  context.redirect(await provider.interactionResult(context.req, context.res, result));
}

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
