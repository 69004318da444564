const paths = {
  lock: 'M5 9V6.5a5 5 0 0 1 10 0V9h1v8H4V9h1Zm2 0h6V6.5a3 3 0 0 0-6 0V9Z',
  block:
    'M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16Zm-6 8a6 6 0 0 0 9.5 4.9L5.100 6.500A6 6 0 0 0 4 10Zm6-6a6 6 0 0 0-3.500 1.100l8.400 8.400A6 6 0 0 0 10 4Z',
  info: 'M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16Zm-1 7v5h2V9H9Zm0-3v2h2V6H9Z',
};

/** A small drawing that screen readers skip: a word always stands beside it. */
export function icon(name: keyof typeof paths): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg.namespaceURI, 'path');
  path.setAttribute('d', paths[name]);
  path.setAttribute('fill', 'currentColor');
  svg.append(path);
  return svg;
}
