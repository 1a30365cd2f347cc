import { randomInt } from 'node:crypto';

const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aeiou';

/** Five pronounceable words of two syllables, 63 bits: "tavo-miru-kela-sodi-nepu". Easy to read from a terminal. */
export function readablePassword(): string {
  return Array.from({ length: 5 }, () => syllable() + syllable()).join('-');
}

function syllable(): string {
  return pick(CONSONANTS) + pick(VOWELS);
}

function pick(letters: string): string {
  return letters.charAt(randomInt(letters.length));
}
