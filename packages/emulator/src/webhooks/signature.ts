/** What a signature covers. */
export interface SignedRequest {
  readonly method: string
  /** With scheme, host and query. */
  readonly uri: string
  readonly body: string
  readonly clientSecret: string
}

/** Version 1, of webhooks: hex SHA-256 of secret and body. */
export function signV1({ clientSecret, body }: Pick<SignedRequest, 'clientSecret' | 'body'>): Promise<string> {
  return sha256(clientSecret + body)
}

/** Version 2: hex SHA-256 of secret, method, URI and body. */
export function signV2({ clientSecret, method, uri, body }: SignedRequest): Promise<string> {
  return sha256(clientSecret + method + uri + body)
}

/**
 * Version 3: Base64 of the HMAC-SHA256, keyed with the secret, of method, URI, body and the time in milliseconds. Some characters of the URI
 * count decoded (https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation).
 */
export async function signV3({
  clientSecret,
  method,
  uri,
  body,
  timestamp,
}: SignedRequest & { readonly timestamp: number }): Promise<string> {
  const text = method + decoded(uri) + body + timestamp
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes(clientSecret), algorithm, false, ['sign'])
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(text)))
  return btoa(String.fromCharCode(...signature))
}

function decoded(uri: string): string {
  return uri.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (escape) => decodeURIComponent(escape))
}

async function sha256(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes(text)))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  // Browsers' and Node's types differ on what an encoder's buffer is; a copy's is plain in both.
  return Uint8Array.from(new TextEncoder().encode(text))
}
