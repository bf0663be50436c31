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
