// A day by minutes, drawn as SVG; who cannot see it has the table.

const HEIGHT = 180;
const LEFT = 40;
const TOP = 12;
const BOTTOM = 24;
const DAY = 1440;

export const minuteOf = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

/** A round number not below the greatest. */
export function roof(greatest) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, greatest)));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((step) => step >= greatest) ?? 1;
}

/** Draws bars (`isSteps` false) or a stepped line into an empty svg of this width. */
export function draw(svg, { points, width, title, isSteps }) {
  const part = (tag, attributes, text = '') => {
    const element = document.createElementNS(svg.namespaceURI, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    svg.append(element);
  };
  const top = roof(Math.max(...points.map(({ value }) => value)));
  const x = (minute) => LEFT + ((width - LEFT - 8) * minute) / DAY;
  const y = (value) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * value) / top;
  svg.replaceChildren();
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': title })) {
    svg.setAttribute(name, value);
  }
  for (const value of new Set([0, Number.isInteger(top / 2) ? top / 2 : 0, top])) {
    part('line', { x1: LEFT, x2: width - 8, y1: y(value), y2: y(value), class: 'rule' });
    part('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, String(value));
  }
  for (let hour = 0; hour <= 24; hour += width < 500 ? 6 : 3) {
    const anchor = hour === 24 ? 'end' : 'middle';
    part('text', { x: x(hour * 60), y: HEIGHT - 6, 'text-anchor': anchor }, `${String(hour).padStart(2, '0')}h`);
  }
  if (isSteps) {
    const steps = points.map(({ minute, value }) => `H${x(minute)}V${y(value)}`).join('');
    part('path', { d: `M${x(points[0].minute)} ${y(points[0].value)}${steps}`, class: 'steps' });
  } else {
    const thick = Math.max(2, (width - LEFT) / DAY);
    for (const { minute, value } of points) {
      part('rect', { x: x(minute) - thick / 2, y: y(value), width: thick, height: y(0) - y(value), class: 'bar' });
    }
  }
}
