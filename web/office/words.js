// All text of the office's pages: what they share, and what is the page's own.

const LANGUAGES = ['pt-BR', 'en'];
/** The punch page's own choice too. */
const KEPT = 'ponto.language';
const catalogues = {};
let language = 'pt-BR';
let plural = new Intl.PluralRules(language);

/** Loads both languages of the shared catalogue and of this page's. */
export async function loadWords(page) {
  for (const name of LANGUAGES) {
    const parts = await Promise.all(
      ['office', page].map(async (folder) => (await fetch(`/${folder}/${name}.json`)).json()),
    );
    catalogues[name] = Object.assign({}, ...parts);
  }
  speak(kept() ?? wanted());
}

function kept() {
  try {
    const name = localStorage.getItem(KEPT);
    return LANGUAGES.includes(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

function wanted() {
  for (const name of navigator.languages ?? []) {
    if (/^pt\b/i.test(name)) return 'pt-BR';
    if (/^en\b/i.test(name)) return 'en';
  }
  return 'pt-BR';
}

/** Chooses the language and says the page's fixed words in it. */
export function speak(name) {
  language = name;
  plural = new Intl.PluralRules(name);
  document.documentElement.lang = name;
  document.title = t('title');
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', t(element.dataset.label));
  }
}

/** The reader's own choice, kept for the next start. */
export function choose(name) {
  try {
    localStorage.setItem(KEPT, name);
  } catch {
    // Chosen again next time.
  }
  speak(name);
}

export const spoken = () => language;

export const has = (key) => key in (catalogues[language] ?? {});

/** The words of this name; with a `count`, in the singular or plural that it asks for. */
export function t(key, values = {}) {
  const name = 'count' in values && !has(key) ? `${key}.${plural.select(values.count)}` : key;
  const words = catalogues[language]?.[name] ?? catalogues[language]?.[`${key}.other`] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, value) => values[value]);
}
