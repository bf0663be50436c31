import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { message, type Said } from '../messages';

/**
 * Who may talk to the served workbench. It listens on the loopback only, but every page the user visits can send
 * requests there, and a name of its own can point there too (DNS rebinding): so the Host must be ours, an Origin must
 * be ours, and the secret from the address line must come along.
 */
export interface Access {
  readonly token: string;
  /** The cookie that carries the token after the first visit; one name per port, since cookies ignore ports. */
  readonly cookieName: string;
  /** Why a request is refused, or null. `needsOrigin` for upgrades, where browsers always send one. */
  refusal(request: IncomingMessage, needsOrigin?: boolean): Said | null;
  /** Whether the request carries the token, as a cookie. */
  hasCookie(request: IncomingMessage): boolean;
  /** Whether it carries the token of programs, in its header `Authorization`. No page can send that. */
  isProgram(request: IncomingMessage): boolean;
  /** The token of programs. */
  readonly programToken: string;
  isToken(given: string): boolean;
  /** A token for one visit of a browser, which may be seen by others of this machine. */
  oneTimeToken(): string;
  /** Whether it is a token for one visit; checking uses it up. */
  redeem(given: string): boolean;
}

/** Compares in constant time; hashing makes the lengths equal. */
function isSecret(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

function cookies(header: string | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0) found.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  return found;
}

export function createAccess(port: number): Access {
  const token = randomBytes(24).toString('base64url');
  const programToken = randomBytes(24).toString('base64url');
  const visits = new Set<string>();
  const cookieName = `upbench-${port}`;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  // The default port of http is left out by browsers.
  if (port === 80) hosts.push('127.0.0.1', 'localhost');
  return {
    token,
    programToken,
    cookieName,
    isProgram: ({ headers }) => {
      const [, given] = /^Bearer ([\w-]{1,128})$/.exec(headers.authorization ?? '') ?? [];
      return given !== undefined && headers.origin === undefined && isSecret(given, programToken);
    },
    isToken: (given) => isSecret(given, token),
    oneTimeToken: () => {
      const visit = randomBytes(24).toString('base64url');
      visits.add(visit);
      return visit;
    },
    redeem: (given) => {
      const visit = [...visits].find((each) => isSecret(given, each));
      return visit !== undefined && visits.delete(visit);
    },
    hasCookie: (request) => {
      const given = cookies(request.headers.cookie).get(cookieName);
      return given !== undefined && isSecret(given, token);
    },
    refusal: (request, needsOrigin = false) => {
      const { host, origin } = request.headers;
      if (host === undefined || !hosts.includes(host.toLowerCase()))
        return `Host ${JSON.stringify(host?.slice(0, 80) ?? null)}`;
      if (origin === undefined) return needsOrigin ? message('no-origin') : null;
      // The page's own origin, under the host name of the request.
      return origin.toLowerCase() === `http://${host.toLowerCase()}`
        ? null
        : `Origin ${JSON.stringify(origin.slice(0, 80))}`;
    },
  };
}
