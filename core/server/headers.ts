/**
 * Headers of a report besides those of every answer. It may run its own script and nothing else: whoever shows it, its
 * origin is its own, so it cannot act as the page. Only the page may show it in a frame.
 */
export const REPORT_HEADERS = {
  'Content-Security-Policy': [
    'sandbox allow-scripts allow-modals',
    "default-src 'none'",
    'img-src data:',
    "style-src 'unsafe-inline'",
    "script-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; '),
  'X-Frame-Options': 'SAMEORIGIN',
} as const;

/** The policy of a page that a program's notebook on this machine shows in a frame. */
export const inNotebook = (policy: string): string =>
  policy.replace("frame-ancestors 'none'", "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*");

/** Headers of every answer. Isolation (COOP, COEP) gives the page its own process and precise clocks. */
export function securityHeaders(port: number): Readonly<Record<string, string>> {
  const socket = `ws://127.0.0.1:${port} ws://localhost:${port}`;
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    // The page template and chart tooltips set styles inline.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    `connect-src 'self' ${socket}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
  };
}
