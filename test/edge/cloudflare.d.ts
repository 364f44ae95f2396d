/** What workerd gives a test; its own types would replace those of Node everywhere. */
declare module 'cloudflare:workers' {
  export const exports: { readonly default: { fetch(request: Request): Promise<Response> } }
}
