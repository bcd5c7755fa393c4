/** Sends a request and answers with the response; rejects when none came. Redirects are the caller's to refuse. */
export type Http = (request: Request) => Promise<Response>

/** The platform's `fetch`. */
export const systemHttp: Http = (request) => fetch(request)
