/**
 * Keeps the count in "Allow selected (1 of 2)" true while ticks change, and sends the form once even
 * if it is clicked twice. The page works without it.
 */
export const pageScript = `const form = document.getElementById('consent');
const button = form.querySelector('button[data-label]');
const ticks = [...form.querySelectorAll('input[name=scope]')];
let sent = false;
const update = () => {
  const ticked = ticks.filter((tick) => tick.checked).length;
  if (ticks.length > 0) {
    button.textContent = button.dataset.label + ' (' + ticked + ' of ' + ticks.length + ')';
  }
};
for (const tick of ticks) tick.addEventListener('change', update);
form.addEventListener('submit', (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener('pageshow', () => {
  sent = false;
  update();
});
`;
