/** Which of the documented readings the server follows; every switch is one contradiction of the documentation. */
export interface Generation {
  /**
   * `old`: GET /contacts is a plain array with `meta`, groups come without paging, as older pages show.
   * `arrays`: every list is a plain array.
   */
  lists: 'new' | 'old' | 'arrays';
  /** `partial`: single objects have only the keys of their shortest sample. */
  objects: 'full' | 'partial';
  /** `without_body`: a single template comes without its text, as on its reference page. */
  templates: 'full' | 'without_body';
  /** Answer of POST /webhooks: the union of both samples, or one of them. */
  webhookCreate: 'union' | 'with_active' | 'without_active';
  /** `plain`: waNumber without the plus, as on the fundamentals page. */
  waNumber: 'plus' | 'plain';
  /** Order of GET /messages, which no page tells. */
  messages: 'newest_first' | 'oldest_first';
  /** Whether GET /messages takes `status=received`, a value that no page lists. */
  receivedFilter: 'accepted' | 'refused';
}

/** How webhook payloads look: two shapes are documented, their full contents are not. */
export interface Payloads {
  shape: 'flat' | 'nested';
  /**
   * `thin`: the keys of the one documented sample. `full`: everything a message has. `sketch`: message id and status
   * only, as the nested sketch of the fundamentals page has them.
   */
  detail: 'thin' | 'full' | 'sketch';
}

/** How messages that went out are listed: no page says that it is as they were sent. */
export interface Listing {
  /**
   * `device`: the phone's id of the recipient, with its device. `lid`: an id of WhatsApp's that has no number in it.
   * `without_nine`: a Brazilian mobile without its ninth digit.
   */
  recipients: 'as_sent' | 'device' | 'lid' | 'without_nine';
  voiceNotes: 'as_sent' | 'audio';
  /** `escaped`: with the entities of HTML. `tidied`: plain spaces for others, and none at the end. */
  texts: 'as_sent' | 'escaped' | 'tidied';
  /** `own_link`: under MsgFlash's own link instead of the sender's. */
  media: 'as_sent' | 'own_link';
}

export interface Settings {
  listing: Listing;
  generation: Generation;
  payloads: Payloads;
}

/** The newest documented shapes. */
export function defaultSettings(): Settings {
  return {
    generation: {
      lists: 'new',
      objects: 'full',
      templates: 'full',
      webhookCreate: 'union',
      waNumber: 'plus',
      messages: 'newest_first',
      receivedFilter: 'accepted',
    },
    listing: { recipients: 'as_sent', voiceNotes: 'as_sent', texts: 'as_sent', media: 'as_sent' },
    payloads: { shape: 'flat', detail: 'thin' },
  };
}
