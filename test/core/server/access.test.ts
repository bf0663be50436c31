import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { say } from '@core/messages';
import { createAccess } from '@core/server/access';
import { REPORT_HEADERS, securityHeaders } from '@core/server/headers';
import { uploadName } from '@core/server/upload';

const request = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;
const access = createAccess(4321);

describe('createAccess', () => {
  it('makes a token of its own each time, and knows it', () => {
    expect(access.token).toMatch(/^[\w-]{32}$/);
    expect(createAccess(4321).token).not.toBe(access.token);
    expect(access.isToken(access.token)).toBe(true);
    for (const wrong of ['', 'x', `${access.token}x`, access.token.slice(1)]) expect(access.isToken(wrong)).toBe(false);
  });

  it('redeems a token for one visit once', () => {
    const [first, second] = [access.oneTimeToken(), access.oneTimeToken()];
    expect(access.isToken(first)).toBe(false);
    expect(access.redeem('x')).toBe(false);
    expect(access.redeem(first)).toBe(true);
    expect(access.redeem(first)).toBe(false);
    expect(access.redeem(second)).toBe(true);
    expect(access.redeem(access.token)).toBe(false);
  });

  it('finds its cookie among others, and no other', () => {
    expect(access.hasCookie(request({ cookie: `a=b; upbench-4321=${access.token}; c=d` }))).toBe(true);
    for (const cookie of [
      '',
      'upbench-4321=',
      'upbench-4321=wrong',
      `upbench-1=${access.token}`,
      `x-upbench-4321=${access.token}`,
    ]) {
      expect(access.hasCookie(request({ cookie })), cookie).toBe(false);
    }
    expect(access.hasCookie(request({}))).toBe(false);
  });

  it.each([
    [{ host: '127.0.0.1:4321' }, false, null],
    [{ host: 'LOCALHOST:4321' }, false, null],
    [{ host: '127.0.0.1:4321', origin: 'http://127.0.0.1:4321' }, true, null],
    [{ host: 'localhost:4321', origin: 'http://localhost:4321' }, true, null],
    [{ host: '127.0.0.1:4321' }, true, 'no Origin'],
    [{ host: 'evil.example:4321' }, false, 'Host "evil.example:4321"'],
    [{ host: '127.0.0.1' }, false, 'Host "127.0.0.1"'],
    [{}, false, 'Host null'],
    [{ host: '127.0.0.1:4321', origin: 'https://evil.example' }, false, 'Origin "https://evil.example"'],
    [{ host: '127.0.0.1:4321', origin: 'http://localhost:4321' }, false, 'Origin "http://localhost:4321"'],
    [{ host: '127.0.0.1:4321', origin: 'null' }, true, 'Origin "null"'],
    [
      { host: '127.0.0.1:4321', origin: 'http://127.0.0.1:4321.evil.example' },
      true,
      'Origin "http://127.0.0.1:4321.evil.example"',
    ],
  ])('%j, origin needed %s: %s', (headers, needsOrigin, refusal) => {
    const said = access.refusal(request(headers), needsOrigin);
    expect(said && say(said)).toBe(refusal);
  });
});

describe('headers', () => {
  it('isolate the page and name no foreign source', () => {
    const headers = securityHeaders(1);
    expect(headers).toMatchObject({
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'X-Content-Type-Options': 'nosniff',
    });
    expect(headers['Content-Security-Policy']).not.toMatch(/unsafe-eval|https?:|\*/);
    expect(headers['Content-Security-Policy']).toContain("script-src 'self';");
  });
});

describe('headers of a report', () => {
  it('give it an origin of its own, no network, and no other frame than the page', () => {
    const policy = REPORT_HEADERS['Content-Security-Policy'];
    expect(policy.split('; ')[0]).toBe('sandbox allow-scripts allow-modals');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toMatch(/connect-src|allow-same-origin|https?:|\*/);
  });
});

describe('uploadName', () => {
  it.each([
    ['photo.png', 'photo.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\x\\y.png', 'y.png'],
    ['a\u0000b\n.png', 'ab.png'],
    ['', 'picture'],
    ['/', 'picture'],
  ])('%j -> %s', (given, name) => {
    expect(uploadName(new URL(`http://h/upload?name=${encodeURIComponent(given)}`))).toBe(name);
  });
});
