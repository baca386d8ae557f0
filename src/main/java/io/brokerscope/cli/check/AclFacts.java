package io.brokerscope.cli.check;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the principal may do on a cluster.
 *
 * @param answers one for each permission that was asked for
 */
record AclFacts(Map<Permission, Answer> answers) {

    /**
     * An answer.
     *
     * @param allowed whether it is allowed; null where that is not known
     * @param why why it is not known; the empty string where it is
     */
    record Answer(Boolean allowed, String why) {

        static final Answer ALLOWED = new Answer(true, "");
        static final Answer DENIED = new Answer(false, "");

        static Answer unknown(String why) {
            return new Answer(null, why);
        }
    }

    AclFacts {
        answers = Map.copyOf(answers);
    }

    /** Nothing is known of any permission, for this reason. */
    static AclFacts unknown(String why) {
        Map<Permission, Answer> answers = new EnumMap<>(Permission.class);
        for (Permission permission : Permission.values()) {
            answers.put(permission, Answer.unknown(why));
        }
        return new AclFacts(answers);
    }

    /** The answer for a permission. */
    Answer of(Permission permission) {
        return answers.getOrDefault(permission, Answer.unknown("not asked"));
    }
}
