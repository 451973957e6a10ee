// A real OpenID provider at which people sign in: no page to click through, the person is named by the address (?login_hint is not asked
// for; the cookie "person" that the test sets says who sits at the browser).
import { createServer } from 'node:http'
import { generateKeyPairSync, createPrivateKey } from 'node:crypto'
import Provider from 'oidc-provider'

const [port, index] = [Number(process.argv[2]), process.argv[3]]
const issuer = `http://127.0.0.1:${port}`
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwk = { ...createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })).export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'provider-1' }
const people = {
  dora: { email: 'dora@octo.example', email_verified: true, preferred_username: 'dora' },
  alice: { email: 'alice@example.org', email_verified: true, preferred_username: 'alice' },
  eve: { email: 'eve@octo.example', email_verified: false, preferred_username: 'eve' },
}

const provider = new Provider(issuer, {
  jwks: { keys: [jwk] },
  clients: [{
    client_id: 'index', client_secret: 'index-secret', grant_types: ['authorization_code'], response_types: ['code'],
    redirect_uris: [`${index}/sign-on/back`], post_logout_redirect_uris: [`${index}/`],
  }],
  pkce: { required: () => true },
  cookies: { keys: ['practice'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['preferred_username'], auth_time: null },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
})

createServer(async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return provider.callback()(request, response)
  try {
    const { prompt, params, session } = await provider.interactionDetails(request, response)
    const person = /person=(\w+)/.exec(request.headers.cookie ?? '')?.[1]
    if (!person) return await provider.interactionFinished(request, response, { error: 'access_denied' })
    if (prompt.name === 'login') return await provider.interactionFinished(request, response, { login: { accountId: person } })
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
    grant.addOIDCScope('openid email profile')
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
}).listen(port, '127.0.0.1', () => process.stdout.write('READY\n'))
