// Small things that every page of the office draws with.

export const byId = (id) => document.getElementById(id);

/** An element with attributes (a function is a listener) and children; texts stay texts. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Writes only what differs: a screen reader would read the same words again. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A CPF with its dots. */
export const dotted = (cpf) => String(cpf ?? '').replace(/^(\d{3})(\d{3})(\d{3})(\d{2})$/, '$1.$2.$3-$4');
