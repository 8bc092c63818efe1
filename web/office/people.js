// The people of the employer, brought in once, and found by any part of a name or number.

const PAGE = 500;

const plain = (text) => String(text ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Those in whose name, CPF, registration or badge every word occurs. */
export function find(people, typed, max) {
  const words = plain(typed).replace(/(\d)[.-](?=\d)/g, '$1').split(/\s+/).filter(Boolean);
  const found = people.filter((person) => {
    const text = plain([person.name, person.cpf, person.registration, person.badge].join(' '));
    return words.every((word) => text.includes(word));
  });
  return { shown: found.slice(0, max), more: Math.max(0, found.length - max) };
}

/** Brings them all; answers the people, or the outcome that stopped it. */
export function makePeople(ask) {
  let known;
  return async function people() {
    if (known) return { people: known };
    const all = [];
    let cursor = '';
    do {
      const outcome = await ask('GET', `/v1/workers?limit=${PAGE}${cursor}`);
      if (outcome.kind !== 'ok') return { outcome };
      all.push(...outcome.body.items);
      cursor = outcome.body.nextCursor ? `&cursor=${encodeURIComponent(outcome.body.nextCursor)}` : '';
    } while (cursor);
    known = all;
    return { people: known };
  };
}
