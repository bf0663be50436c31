/**
 * Whether a path below a folder (with slashes) fits a pattern: `*` and `?` stay within a name, a double star crosses
 * folders, `{a,b}` is either. A pattern without a slash looks at the name alone. Cases are told apart.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  const subject = pattern.includes('/') ? path : (path.split('/').pop() ?? path);
  return new RegExp(`^${source(pattern)}$`, 'u').test(subject);
}

function source(pattern: string): string {
  let out = '';
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at);
    const braces = /^\{([^{}]*)\}/.exec(rest);
    if (rest.startsWith('**/')) {
      out += '(?:.*/)?';
      at += 3;
    } else if (rest.startsWith('**')) {
      out += '.*';
      at += 2;
    } else if (braces !== null) {
      out += `(?:${(braces[1] ?? '').split(',').map(source).join('|')})`;
      at += braces[0].length;
    } else {
      const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      out += character === '*' ? '[^/]*' : character === '?' ? '[^/]' : character.replace(/[\\^$.|+()[\]{}]/, '\\$&');
      at += character.length;
    }
  }
  return out;
}
