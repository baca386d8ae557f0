package io.brokerscope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogDocsTest {

    @TempDir Path folder;

    @Test
    void theReferenceIsUpToDate() throws IOException {
        Path file = folder.resolve("metrics.md");
        CatalogDocs.main(new String[] {file.toString()});
        assertThat(Path.of("docs/metrics.md"))
                .as("run io.brokerscope.catalog.CatalogDocs docs/metrics.md")
                .hasSameTextualContentAs(file);
    }

    @Test
    void everyMetricAndDialectIsInIt() {
        Catalog catalog = Catalog.builtIn();
        String text = CatalogDocs.render(catalog);
        catalog.metrics().keySet().forEach(name -> assertThat(text).contains("| `" + name + "` |"));
        catalog.dialectNames().forEach(name -> assertThat(text).contains("`" + name + "`"));
    }
}
