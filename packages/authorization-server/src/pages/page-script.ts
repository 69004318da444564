/**
 * Keeps the button of the consent page true while ticks change: with none it says so and looks no more
 * inviting than Cancel, else it counts. Sends the form once even if it is clicked twice. The page works
 * without it.
 */
export const pageScript = `const form = document.getElementById('consent');
const button = form.querySelector('button.primary');
const ticks = [...form.querySelectorAll('input[name=scope]')];
let sent = false;
const update = () => {
  if (ticks.length === 0) return;
  const ticked = ticks.filter((tick) => tick.checked).length;
  button.textContent =
    ticked === 0 ? button.dataset.none : button.dataset.some + ' (' + ticked + ' of ' + ticks.length + ')';
  button.classList.toggle('primary', ticked > 0);
  button.classList.toggle('secondary', ticked === 0);
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
