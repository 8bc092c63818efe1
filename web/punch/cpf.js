// What may be typed as a login: a CPF with or without its dots, or a name, perhaps with "@" and the employer.

/** Whether the two check digits fit. */
export function isCpf(digits) {
  if (!/^[0-9]{11}$/.test(digits) || /^(.)\1{10}$/.test(digits)) return false;
  const check = (length) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += Number(digits[i]) * (length + 1 - i);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
}

/** The login to send, and what is wrong with it: 'missing', 'length' or 'digits'. */
export function readLogin(typed) {
  const [name, ...employer] = typed.trim().split('@');
  const behind = employer.length > 0 ? `@${employer.join('@').replace(/[.\s/-]/g, '')}` : '';
  if (name === '') return { login: '', problem: 'missing' };
  const digits = name.replace(/[.\s-]/g, '');
  if (!/^[0-9]+$/.test(digits)) return { login: name.trim() + behind };
  if (digits.length === 11) {
    return { login: digits + behind, ...(isCpf(digits) ? {} : { problem: 'digits' }) };
  }
  // A number with the dots of a CPF is meant as one; another may be somebody's login.
  return digits === name.trim() ? { login: digits + behind } : { login: digits, problem: 'length' };
}
