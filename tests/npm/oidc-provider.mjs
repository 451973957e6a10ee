// A real OpenID provider that knows nothing of CI: issues an RS256 ID-token-like JWT for an audience, with the claims that it is told.
import { createServer } from 'node:http'
import { generateKeyPairSync, createPrivateKey } from 'node:crypto'
import Provider from 'oidc-provider'

const [port, audience] = [Number(process.argv[2]), process.argv[3]]
const issuer = `http://127.0.0.1:${port}`
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwk = { ...createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })).export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'provider-1' }

const provider = new Provider(issuer, {
  jwks: { keys: [jwk] },
  clients: [{ client_id: 'ci', client_secret: 'ci-secret', grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({ scope: '', audience, accessTokenTTL: 300, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
      defaultResource: () => `${issuer}/resource`,
      useGrantedResource: () => true,
    },
  },
  formats: { customizers: { jwt: (ctx, token, parts) => { parts.header = { ...parts.header, typ: 'JWT' }; return parts } } },
  extraTokenClaims: () => ({ repository: 'octo-org/sampleproject', sha: '3f2a91c0d5e84b7aa1c6f0e2b9d8c7a6f5e4d3c2' }),
})

createServer(provider.callback()).listen(port, '127.0.0.1', async () => {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: 'Basic ' + Buffer.from('ci:ci-secret').toString('base64'), 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  })
  const body = await response.json()
  process.stdout.write(`TOKEN ${body.access_token ?? JSON.stringify(body)}\n`)
})
