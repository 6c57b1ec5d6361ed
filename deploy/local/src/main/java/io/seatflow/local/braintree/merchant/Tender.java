package io.seatflow.local.braintree.merchant;

/** What a nonce, or a card's number, turned out to stand for. */
public sealed interface Tender {

    /** A card. */
    record Usable(Card card) implements Tender {}

    /** A nonce that has been used already. */
    record Consumed() implements Tender {}

    /** A nonce that nobody was given. */
    record Unknown() implements Tender {}

    /** A number that no card has. */
    record NumberInvalid() implements Tender {}

    /** A number that may be a person's card: none of those is welcome here. */
    record NotATestNumber() implements Tender {}
}
