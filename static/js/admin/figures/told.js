// What chip and window have in common: the figures as they are now, asked for once, and the language they read in.

const { Component, createRef } = window.React;

export const own = document.querySelector('script[data-figures]').dataset;
let asked;

function choices() {
  asked ??= fetch(own.figures, { headers: { Accept: 'application/json' } }).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  });
  asked.catch(() => { asked = undefined; });
  return asked;
}

// Knows the figures once they are told, and the language of the field it stands in, in which they are to read.
export class Told extends Component {
  constructor(props) {
    super(props);
    this.ref = createRef();
    this.state = { language: 'en', known: null };
  }

  componentDidMount() {
    this.here = true;
    this.setState({ language: this.ref.current.closest('[lang]').lang });
    choices().then((known) => this.here && this.setState({ known }), () => this.here && this.setState({ failed: true }));
  }

  componentWillUnmount() {
    this.here = false;
  }

  figure(key) {
    return this.state.known?.groups.flatMap((group) => group.figures).find((figure) => figure.key === key);
  }

  text(key, form) {
    return this.figure(key)?.texts[this.state.language]?.[form];
  }
}
