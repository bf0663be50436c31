/**
 * Commands that match what was typed, best first: all words must appear; a word's beginning counts more than its middle,
 * and the letters of a query in order ("tgl") are the last resort.
 */
export function filterCommands<Item>(items: readonly Item[], query: string, textOf: (item: Item) => string): Item[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...items];
  const scored = items.map((item, order) => ({ item, order, score: score(textOf(item).toLowerCase(), words) }));
  return scored
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .map((entry) => entry.item);
}

function score(text: string, words: readonly string[]): number {
  let total = 0;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at < 0) {
      if (!inOrder(text, word)) return 0;
      total += 1;
    } else total += at === 0 || /[\s(]/.test(text[at - 1] ?? '') ? 10 : 5;
  }
  return total;
}

function inOrder(text: string, letters: string): boolean {
  let at = -1;
  for (const letter of letters) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return letters.length > 1;
}
