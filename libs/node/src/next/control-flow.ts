/** `NEXT_REDIRECT;...`, `DYNAMIC_SERVER_USAGE`. The digests that Next.js assigns to errors of applications are numbers. */
const SIGNAL = /^[A-Z]+(_[A-Z]+)+(;|$)/;

/**
 * Whether an error is a signal to Next.js, such as that of `redirect()`, or of `cookies()` while a page is rendered at build
 * time. Code that catches one must throw it again: otherwise, Next.js would serve a page with fallbacks to everyone.
 */
export function isControlFlow(error: unknown): boolean {
  const { digest } = (error ?? {}) as { readonly digest?: unknown };
  return typeof digest === 'string' && SIGNAL.test(digest);
}
